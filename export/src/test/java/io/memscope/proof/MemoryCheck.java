package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// `memory_analysis.json` against the plain replay.
final class MemoryCheck {
    /// Percentiles of a single site are by classes of a sixteenth.
    static final double SITE_ERROR = 0.0625;

    private static final long LARGE_BUFFER_BYTES = 1 << 20;

    private final PlainReplay plain;
    private final JsonNode report;
    private final Differences differences;
    private final Map<Integer, List<String>> stacks;
    private final long rounding;

    MemoryCheck(PlainReplay plain, ReportFolder folder, Differences differences) {
        this.plain = plain;
        this.report = folder.memory();
        this.differences = differences;
        this.stacks = PlainStacks.reported(report);
        this.rounding = plain.session.definitions().tickIsNs ? 0 : 1;
    }

    void all() {
        statistics();
        histograms();
        allocations();
        sites();
        timeline();
        gaps();
        completeness();
    }

    private void statistics() {
        JsonNode statistics = report.path("statistics");
        Tally total = plain.total;
        number(statistics, "total_allocations", total.allocations);
        number(statistics, "total_reallocations", total.reallocations);
        number(statistics, "total_deallocations", total.freesOwn);
        number(statistics, "unmatched_deallocations", total.unmatched);
        number(statistics, "inherited_deallocations", plain.inherited);
        number(statistics, "active_allocations", plain.live.size());
        number(statistics, "peak_allocations", total.peakCount);
        number(statistics, "temporary_allocations", total.temporary);
        number(statistics, "reallocated_blocks", plain.reallocatedBlocks);
        number(statistics, "most_reallocations", plain.mostReallocations);
        number(statistics, "total_size_bytes", total.bytes);
        number(statistics, "total_allocated", total.bytes);
        number(statistics, "total_deallocated", total.bytesGivenBack);
        number(statistics, "current_memory", total.liveBytes);
        number(statistics, "peak_memory", total.peakBytes);
        differences.close(statistics, "peak_at_ns", total.peakAtNs, rounding);
        differences.numberOrNull(
                statistics,
                "average_size_bytes",
                total.handedOut() == 0 ? -1 : total.bytes / total.handedOut());
        number(statistics, "mapped_memory", plain.mappings.bytes);
        number(statistics, "peak_mapped_bytes", plain.mappings.peakBytes);
        differences.close(statistics, "peak_mapped_at_ns", plain.mappings.peakAtNs, rounding);
        number(statistics, "total_mappings", plain.mappings.mappings);
        number(statistics, "total_unmappings", plain.mappings.unmappings);
        number(statistics, "total_remappings", plain.mappings.remappings);
        number(statistics, "break_moves", plain.mappings.breakMoves);
        differences.close(statistics, "duration_ns", plain.lastNs, rounding);
        pauses(statistics.path("gc_pauses"));
        JsonNode metadata = report.path("metadata");
        number(metadata, "total_allocations", total.allocations);
        number(metadata, "total_size_bytes", total.bytes);
    }

    private void pauses(JsonNode reported) {
        List<Long> lengths = new ArrayList<>();
        for (Step pause : plain.pauses) {
            long end = pause.event().ticks();
            lengths.add(
                    plain.session.ns(end) - plain.session.ns(end - pause.event().get("duration")));
        }
        number(reported, "count", lengths.size());
        long sum = lengths.stream().mapToLong(Long::longValue).sum();
        differences.close(reported, "total_ns", sum, rounding * lengths.size());
        if (lengths.isEmpty()) {
            differences.numberOrNull(reported, "longest_ns", -1);
        } else {
            long longest = lengths.stream().mapToLong(Long::longValue).max().orElseThrow();
            differences.close(reported, "longest_ns", longest, rounding);
        }
    }

    private void histograms() {
        JsonNode statistics = report.path("statistics");
        double error = statistics.path("percentile_relative_error").asDouble();
        differences.holds("percentiles are within 2 percent: " + error, error <= 0.02);
        new Spread(plain.total.sizes, "_bytes", error)
                .compare(differences, "sizes", statistics.path("sizes"), 0);
        new Spread(plain.total.lifetimesNs, "_ns", error)
                .compare(differences, "lifetimes", statistics.path("lifetimes"), 2 * rounding);
        long counted = 0;
        for (JsonNode bucket : statistics.path("size_histogram")) {
            long from = bucket.path("from_bytes").asLong();
            long to = bucket.path("to_bytes").asLong();
            List<Long> in = plain.total.sizes.stream().filter(s -> s >= from && s <= to).toList();
            number(bucket, "count", in.size());
            number(bucket, "total_bytes", in.stream().mapToLong(Long::longValue).sum());
            counted += in.size();
        }
        differences.same("blocks in size_histogram", plain.total.sizes.size(), counted);
        counted = 0;
        for (JsonNode bucket : statistics.path("lifetime_histogram")) {
            long from = bucket.path("from_ns").asLong();
            long below = bucket.path("below_ns").asLong();
            long in = plain.total.lifetimesNs.stream().filter(l -> l >= from && l < below).count();
            if (rounding == 0) {
                number(bucket, "count", in);
            }
            counted += bucket.path("count").asLong();
        }
        differences.same("blocks in lifetime_histogram", plain.total.lifetimesNs.size(), counted);
    }

    private void allocations() {
        Map<Long, JsonNode> blocks = new HashMap<>();
        List<JsonNode> mappings = new ArrayList<>();
        for (JsonNode row : report.path("allocations")) {
            if (row.path("kind").asText().equals("mmap")) {
                mappings.add(row);
            } else {
                blocks.put(address(row), row);
            }
        }
        differences.same("addresses of live blocks", plain.live.keySet(), blocks.keySet());
        long large = 0;
        for (Block block : plain.live.values()) {
            large += block.size() > LARGE_BUFFER_BYTES ? 1 : 0;
            JsonNode row = blocks.get(block.address());
            if (row != null) {
                block(block, row);
            }
        }
        JsonNode types = report.path("type_distribution");
        number(types, "large_buffer", large);
        mappings(mappings);
    }

    private void block(Block block, JsonNode row) {
        number(row, "size", block.size());
        boolean isLarge = block.size() > LARGE_BUFFER_BYTES;
        differences.same("type", row, isLarge ? "large_buffer" : "null", row.path("type").asText());
        differences.close(row, "allocated_ns", block.sinceNs(), rounding);
        if (rounding == 0) {
            number(row, "timestamp", plain.session.definitions().startWallNs + block.sinceNs());
            number(row, "lifetime_ms", (plain.lastNs - block.sinceNs()) / 1_000_000);
        }
        number(row, "thread_id", block.thread());
        differences.numberOrNull(row, "task_id", block.task() == 0 ? -1 : block.task());
        number(row, "reallocations", block.reallocations());
        differences.same("stack", row, plain.stacks.frames(block.stack()), frames(row));
        differences.same(
                "function is " + block.function(),
                row,
                true,
                row.path("function").asText().contains(block.function()));
    }

    private void mappings(List<JsonNode> rows) {
        List<PlainMappings.Range> ranges = plain.mappings.byAddress();
        differences.same("mappings", ranges.size(), rows.size());
        for (int i = 0; i < Math.min(ranges.size(), rows.size()); i++) {
            JsonNode row = rows.get(i);
            PlainMappings.Range range = ranges.get(i);
            differences.same("start", row, range.from(), address(row));
            number(row, "size", range.to() - range.from());
            number(row, "thread_id", range.by().thread());
            List<String> by = plain.stacks.frames(range.by().id("stack"));
            differences.same("stack", row, by, frames(row));
            long since = plain.session.ns(range.by().endTicks());
            differences.close(row, "allocated_ns", since, rounding);
        }
    }

    private void sites() {
        Map<List<String>, List<JsonNode>> rows = new HashMap<>();
        for (JsonNode row : report.path("sites")) {
            rows.computeIfAbsent(frames(row), _ -> new ArrayList<>()).add(row);
        }
        int listed = report.path("sites").size();
        // Where lines are not known, bytecodes tell sites apart that read the same.
        differences.holds(
                listed + " sites instead of " + plain.sites.size(),
                rounding == 0 ? listed == plain.sites.size() : listed >= plain.sites.size());
        plain.sites.forEach((stack, site) -> {
            List<JsonNode> of = rows.getOrDefault(plain.stacks.frames(stack), List.of());
            String name = " of the site " + stack + " " + plain.stacks.frames(stack);
            sum(name, of, "live_count", site.liveCount);
            sum(name, of, "live_bytes", site.liveBytes);
            sum(name, of, "total_count", site.handedOut());
            sum(name, of, "total_bytes", site.bytes);
            sum(name, of, "reallocation_count", site.reallocations);
            sum(name, of, "temporary_count", site.temporary);
            sum(name, of, "leaked_count", site.liveCount);
            sum(name, of, "leaked_bytes", site.liveBytes);
            if (of.size() == 1) {
                sum(name, of, "peak_bytes", site.peakBytes);
                new Spread(site.lifetimesNs, "_ns", SITE_ERROR)
                        .compare(
                                differences,
                                "lifetimes" + name,
                                of.getFirst().path("lifetimes"),
                                2 * rounding);
            }
        });
    }

    private void sum(String name, List<JsonNode> rows, String field, long expected) {
        ToLongFunction<JsonNode> value = row -> row.path(field).asLong(Long.MIN_VALUE);
        differences.same(field + name, expected, rows.stream().mapToLong(value).sum());
    }

    private void timeline() {
        long step = report.path("timeline_step_ns").asLong();
        JsonNode points = report.path("timeline");
        differences.holds("at most 2,000 points", points.size() <= 2_000);
        if (rounding > 0 || points.isEmpty()) {
            return;
        }
        int next = 0;
        long live = 0;
        for (int i = 0; i < points.size(); i++) {
            JsonNode point = points.get(i);
            number(point, "start_ns", i * step);
            long min = live;
            long max = live;
            long[] sums = new long[4];
            // What is at the end of the session belongs to the last step.
            while (next < plain.changes.size()
                    && (plain.changes.get(next).ns() < (i + 1) * step || i == points.size() - 1)) {
                PlainReplay.Change change = plain.changes.get(next++);
                live = change.live();
                min = Math.min(min, live);
                max = Math.max(max, live);
                sums[change.handsOut() ? 0 : 1]++;
                sums[change.handsOut() ? 2 : 3] += Math.abs(change.bytes());
            }
            number(point, "min_live_bytes", min);
            number(point, "max_live_bytes", max);
            number(point, "end_live_bytes", live);
            number(point, "allocations", sums[0]);
            number(point, "deallocations", sums[1]);
            number(point, "allocated_bytes", sums[2]);
            number(point, "deallocated_bytes", sums[3]);
        }
        differences.same("changes in the timeline", plain.changes.size(), next);
    }

    private void gaps() {
        differences.same("gaps", plain.gaps.size(), report.path("gaps").size());
    }

    private void completeness() {
        JsonNode completeness = report.path("metadata").path("completeness");
        number(completeness, "events", plain.session.events());
        number(completeness, "unmatched_frees", plain.total.unmatched);
        number(completeness, "inherited_frees", plain.inherited);
        number(completeness, "overlapping_allocations", plain.overlaps);
        number(completeness, "gaps", plain.gaps.size());
        differences.same(
                "process_end",
                plain.session.definitions().ended ? "exited" : "not_seen",
                completeness.path("process_end").asText());
        JsonNode coverage = completeness.path("stacks").path("all_threads");
        number(coverage, "allocations", plain.total.handedOut());
    }

    private List<String> frames(JsonNode row) {
        return stacks.getOrDefault(row.path("stack_id").asInt(), List.of("no stack of that id"));
    }

    private static long address(JsonNode row) {
        return Long.parseUnsignedLong(row.path("address").asText().substring(2), 16);
    }

    private void number(JsonNode row, String field, long expected) {
        differences.number(row, field, expected);
    }
}
