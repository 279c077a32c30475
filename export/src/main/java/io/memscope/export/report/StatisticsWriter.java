package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Distribution;
import io.memscope.replay.Model;
import io.memscope.replay.Pauses;
import io.memscope.replay.SizeBucket;
import io.memscope.replay.Totals;
import java.io.IOException;

/// Writes `statistics`: the session in one object.
final class StatisticsWriter {
    private StatisticsWriter() {}

    static void write(JsonGenerator json, Model model) throws IOException {
        Totals totals = model.totals();
        json.writeObjectFieldStart("statistics");
        counts(json, totals);
        bytes(json, totals);
        mappings(json, totals);
        Fields.spread(json, "sizes", totals.sizesBytes(), "bytes");
        Fields.spread(json, "lifetimes", totals.lifetimesNs(), "ns");
        json.writeNumberField(
                "percentile_relative_error",
                Math.max(
                        totals.sizesBytes().relativeError(), totals.lifetimesNs().relativeError()));
        sizeHistogram(json, totals);
        lifetimeHistogram(json, totals.lifetimesNs());
        WasteWriter.write(json, model.slack());
        pauses(json, model.pauses());
        json.writeNumberField("duration_ns", totals.durationNs());
        json.writeEndObject();
    }

    private static void pauses(JsonGenerator json, Pauses pauses) throws IOException {
        json.writeObjectFieldStart("gc_pauses");
        json.writeNumberField("count", pauses.count());
        json.writeNumberField("total_ns", pauses.totalNs());
        if (pauses.count() == 0) {
            json.writeNullField("longest_ns");
            json.writeNullField("longest_at_ns");
        } else {
            json.writeNumberField("longest_ns", pauses.longestNs());
            json.writeNumberField("longest_at_ns", pauses.longestAtNs());
        }
        json.writeEndObject();
    }

    private static void counts(JsonGenerator json, Totals totals) throws IOException {
        json.writeNumberField("total_allocations", totals.totalAllocations());
        json.writeNumberField("total_reallocations", totals.totalReallocations());
        json.writeNumberField("total_deallocations", totals.totalDeallocations());
        json.writeNumberField("unmatched_deallocations", totals.unmatchedDeallocations());
        json.writeNumberField("inherited_deallocations", totals.inheritedDeallocations());
        json.writeNumberField("active_allocations", totals.activeAllocations());
        json.writeNumberField("peak_allocations", totals.peakAllocations());
        json.writeNumberField("temporary_allocations", totals.temporaryAllocations());
        json.writeNumberField("reallocated_blocks", totals.reallocatedBlocks());
        json.writeNumberField("most_reallocations", totals.mostReallocations());
    }

    private static void bytes(JsonGenerator json, Totals totals) throws IOException {
        json.writeNumberField("total_size_bytes", totals.totalAllocatedBytes());
        json.writeNumberField("total_allocated", totals.totalAllocatedBytes());
        json.writeNumberField("total_deallocated", totals.totalDeallocatedBytes());
        json.writeNumberField("current_memory", totals.currentBytes());
        json.writeNumberField("peak_memory", totals.peakBytes());
        json.writeNumberField("peak_at_ns", totals.peakAtNs());
        long blocks = totals.totalAllocations() + totals.totalReallocations();
        if (blocks == 0) {
            json.writeNullField("average_size_bytes");
        } else {
            json.writeNumberField("average_size_bytes", totals.totalAllocatedBytes() / blocks);
        }
    }

    private static void mappings(JsonGenerator json, Totals totals) throws IOException {
        json.writeNumberField("mapped_memory", totals.mappedBytes());
        json.writeNumberField("peak_mapped_bytes", totals.peakMappedBytes());
        json.writeNumberField("peak_mapped_at_ns", totals.peakMappedAtNs());
        json.writeNumberField("total_mappings", totals.totalMappings());
        json.writeNumberField("total_unmappings", totals.totalUnmappings());
        json.writeNumberField("total_remappings", totals.totalRemappings());
        json.writeNumberField("break_moves", totals.breakMoves());
    }

    private static void sizeHistogram(JsonGenerator json, Totals totals) throws IOException {
        json.writeArrayFieldStart("size_histogram");
        for (SizeBucket bucket : totals.sizeHistogram()) {
            json.writeStartObject();
            json.writeNumberField("from_bytes", bucket.fromBytes());
            json.writeNumberField("to_bytes", bucket.toBytes());
            json.writeNumberField("count", bucket.count());
            json.writeNumberField("total_bytes", bucket.totalBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void lifetimeHistogram(JsonGenerator json, Distribution lifetimes)
            throws IOException {
        json.writeArrayFieldStart("lifetime_histogram");
        for (LifetimeBucket bucket : LifetimeBucket.of(lifetimes)) {
            json.writeStartObject();
            json.writeNumberField("from_ns", bucket.from());
            json.writeNumberField("below_ns", bucket.below());
            json.writeNumberField("count", bucket.count());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
