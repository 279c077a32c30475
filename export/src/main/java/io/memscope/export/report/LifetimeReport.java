package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Model;
import io.memscope.replay.Site;
import io.memscope.replay.Totals;
import java.io.IOException;

/// `lifetime.json`: how long blocks lived and what became of them, by site. Blocks are listed one
/// by one when they have a passport or a name; the shim alone gives them neither.
final class LifetimeReport implements Report {
    @Override
    public String name() {
        return "lifetime";
    }

    @Override
    public String holds() {
        return "how long blocks lived, by site";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        Model model = source.model();
        long listed = source.limit().of(model.sites().size());
        json.writeStartObject();
        new Metadata(source)
                .list("sites", model.sites().size())
                .open(json, "memscope lifetime tracking");
        json.writeNumberField("total_tracked_allocations", model.totals().totalAllocations());
        json.writeEndObject();
        json.writeArrayFieldStart("ownership_histories");
        json.writeEndArray();
        summary(json, model.totals());
        json.writeArrayFieldStart("sites");
        for (Site site : source.order().byTotalCount().subList(0, (int) listed)) {
            site(json, source, site);
        }
        json.writeEndArray();
        json.writeEndObject();
        return listed;
    }

    private static void summary(JsonGenerator json, Totals totals) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("allocated_count", totals.totalAllocations());
        json.writeNumberField("reallocated_count", totals.totalReallocations());
        json.writeNumberField("freed_count", totals.totalDeallocations());
        json.writeNumberField("live_count", totals.activeAllocations());
        json.writeNumberField("temporary_count", totals.temporaryAllocations());
        json.writeNumberField("reallocated_blocks", totals.reallocatedBlocks());
        json.writeNumberField("most_reallocations", totals.mostReallocations());
        Fields.spread(json, "lifetimes", totals.lifetimesNs(), "ns");
        json.writeEndObject();
    }

    private static void site(JsonGenerator json, ReportSource source, Site site)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("stack_id", site.stack());
        Fields.owner(json, source.owners().of(site.stack()));
        json.writeNumberField("allocated_count", site.totalCount() - site.reallocationCount());
        json.writeNumberField("reallocated_in_count", site.reallocationCount());
        json.writeNumberField("reallocated_away_count", site.reallocatedAwayCount());
        json.writeNumberField("freed_count", site.freedCount());
        json.writeNumberField("live_count", site.liveCount());
        json.writeNumberField("temporary_count", site.temporaryCount());
        json.writeNumberField("first_seen_ns", site.firstSeenNs());
        json.writeNumberField("last_seen_ns", site.lastSeenNs());
        Fields.spread(json, "lifetimes", site.lifetimesNs(), "ns");
        json.writeEndObject();
    }
}
