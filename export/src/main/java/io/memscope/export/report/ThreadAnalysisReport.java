package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.ThreadStatistics;
import io.memscope.store.ThreadInfo;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `thread_analysis.json`: what each thread allocated and freed, its own blocks and those of
/// others.
final class ThreadAnalysisReport implements Report {
    @Override
    public String name() {
        return "thread_analysis";
    }

    @Override
    public String holds() {
        return "what each thread allocated and freed";
    }

    /// The threads that are listed, most bytes handed out first, then by id.
    static Stream<ThreadStatistics> listed(ReportSource source) {
        return source.model().threads().stream()
                .sorted(
                        Comparator.comparingLong(ThreadStatistics::totalBytes)
                                .reversed()
                                .thenComparingInt(ThreadStatistics::thread))
                .limit(source.limit().of(Long.MAX_VALUE));
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        int total = source.model().threads().size();
        json.writeStartObject();
        new Metadata(source).list("thread_analysis", total).open(json, "thread analysis");
        json.writeNumberField("total_threads", total);
        json.writeEndObject();
        json.writeArrayFieldStart("thread_analysis");
        for (Iterator<ThreadStatistics> each = listed(source).iterator(); each.hasNext(); ) {
            thread(json, source, each.next());
        }
        json.writeEndArray();
        json.writeEndObject();
        return source.limit().of(total);
    }

    private static void thread(JsonGenerator json, ReportSource source, ThreadStatistics thread)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("thread_id", thread.thread());
        who(json, thread.info());
        json.writeNumberField("allocation_count", thread.allocations());
        json.writeNumberField("reallocation_count", thread.reallocations());
        json.writeNumberField("deallocation_count", thread.freesOwn() + thread.freesOthers());
        json.writeNumberField("deallocation_own_count", thread.freesOwn());
        json.writeNumberField("deallocation_others_count", thread.freesOthers());
        json.writeNumberField("deallocation_unmatched_count", thread.freesUnmatched());
        json.writeNumberField("freed_by_others_count", thread.freedByOthers());
        json.writeNumberField("total_allocated", thread.totalBytes());
        json.writeNumberField("current_memory", thread.currentBytes());
        json.writeNumberField("current_count", thread.currentCount());
        json.writeNumberField("peak_memory", thread.peakBytes());
        json.writeNumberField("temporary_count", thread.temporaryCount());
        // A thread may be defined and never have an event.
        Fields.time(json, "first_event_ns", thread.firstEventNs());
        Fields.time(json, "last_event_ns", thread.lastEventNs());
        PassportSurvey.Open open = source.passports().openOfThread(thread.thread());
        json.writeNumberField("open_passports", open.count());
        json.writeNumberField("open_passport_bytes", open.bytes());
        json.writeNumberField("passports_in_foreign_custody", open.inForeignCustody());
        topSites(json, thread);
        json.writeEndObject();
    }

    private static void who(JsonGenerator json, @Nullable ThreadInfo info) throws IOException {
        if (info == null) {
            json.writeNullField("tid");
            json.writeNullField("name");
            json.writeNullField("parent_thread_id");
        } else {
            json.writeNumberField("tid", info.tid());
            json.writeStringField("name", info.name());
            if (info.parentThread() == 0) {
                json.writeNullField("parent_thread_id");
            } else {
                json.writeNumberField("parent_thread_id", info.parentThread());
            }
        }
        Fields.text(json, "java_name", info == null ? null : info.javaName().orElse(null));
        if (info == null || !info.isJava()) {
            json.writeNullField("virtual");
        } else {
            // What runs on a thread of the machine may be virtual threads; it is none itself.
            json.writeBooleanField("virtual", false);
        }
    }

    private static void topSites(JsonGenerator json, ThreadStatistics thread) throws IOException {
        json.writeBooleanField("top_sites_complete", thread.topSitesComplete());
        json.writeArrayFieldStart("top_sites");
        for (ThreadStatistics.TopSite site : thread.topSites()) {
            json.writeStartObject();
            json.writeNumberField("stack_id", site.stack());
            json.writeNumberField("total_count", site.count());
            json.writeNumberField("total_bytes", site.totalBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
