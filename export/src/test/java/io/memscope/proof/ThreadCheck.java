package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `thread_analysis.json` and `lifetime.json` against the plain replay.
final class ThreadCheck {
    private final PlainReplay plain;
    private final ReportFolder folder;
    private final Differences differences;
    private final Map<Integer, List<String>> stacks;

    ThreadCheck(PlainReplay plain, ReportFolder folder, Differences differences) {
        this.plain = plain;
        this.folder = folder;
        this.differences = differences;
        this.stacks = PlainStacks.reported(folder.memory());
    }

    void all() {
        threads();
        lifetimes();
    }

    private void threads() {
        JsonNode report = folder.file("thread_analysis");
        Map<Long, JsonNode> rows = ReportFolder.rows(report.path("thread_analysis"), "thread_id");
        plain.threads.forEach((id, thread) -> {
            JsonNode row = rows.remove(id.longValue());
            differences.holds("a row of thread " + id, row != null);
            if (row != null) {
                thread(id, thread, row);
            }
        });
        for (JsonNode row : rows.values()) {
            thread(row.path("thread_id").asInt(), new Tally(), row);
        }
    }

    private void thread(int id, Tally thread, JsonNode row) {
        number(row, "allocation_count", thread.allocations);
        number(row, "reallocation_count", thread.reallocations);
        number(row, "deallocation_count", thread.freesOwn + thread.freesOthers);
        number(row, "deallocation_own_count", thread.freesOwn);
        number(row, "deallocation_others_count", thread.freesOthers);
        number(row, "deallocation_unmatched_count", thread.unmatched);
        number(row, "freed_by_others_count", thread.freedByOthers);
        number(row, "total_allocated", thread.bytes);
        number(row, "current_memory", thread.liveBytes);
        number(row, "current_count", thread.liveCount);
        number(row, "peak_memory", thread.peakBytes);
        number(row, "temporary_count", thread.temporary);
        RawDefinitions.Thread definition = plain.session.definitions().threads.get(id);
        if (definition != null) {
            number(row, "tid", definition.tid());
            differences.same("name of " + id, definition.name(), row.path("name").asText());
            differences.numberOrNull(
                    row, "parent_thread_id", definition.parent() == 0 ? -1 : definition.parent());
        }
        Map<List<String>, Tally> sites = new HashMap<>();
        plain.sitesOfThreads
                .getOrDefault(id, Map.of())
                .forEach((stack, site) -> sites.put(plain.stacks.frames(stack), site));
        if (row.path("top_sites_complete").asBoolean()) {
            for (JsonNode top : row.path("top_sites")) {
                Tally site =
                        sites.getOrDefault(stacks.get(top.path("stack_id").asInt()), new Tally());
                if (site.handedOut() != top.path("total_count").asLong()
                        && !plain.session.definitions().tickIsNs) {
                    // Of the frames that are shown alike some may have several sites.
                    differences.holds(
                            "a site of " + top,
                            site.handedOut() > top.path("total_count").asLong());
                } else {
                    number(top, "total_count", site.handedOut());
                    number(top, "total_bytes", site.bytes);
                }
            }
        }
    }

    private void lifetimes() {
        JsonNode report = folder.file("lifetime");
        JsonNode summary = report.path("summary");
        Tally total = plain.total;
        number(summary, "allocated_count", total.allocations);
        number(summary, "reallocated_count", total.reallocations);
        number(summary, "freed_count", total.freesOwn);
        number(summary, "live_count", plain.live.size());
        number(summary, "temporary_count", total.temporary);
        number(summary, "reallocated_blocks", plain.reallocatedBlocks);
        number(summary, "most_reallocations", plain.mostReallocations);
        number(summary.path("lifetimes"), "count", total.lifetimesNs.size());
        Map<List<String>, Tally> sites = new HashMap<>();
        plain.sites.forEach((stack, site) -> sites.put(plain.stacks.frames(stack), site));
        Map<List<String>, long[]> reported = new HashMap<>();
        String[] fields = {
            "allocated_count",
            "reallocated_in_count",
            "reallocated_away_count",
            "freed_count",
            "live_count",
            "temporary_count"
        };
        for (JsonNode row : report.path("sites")) {
            List<String> frames = stacks.getOrDefault(row.path("stack_id").asInt(), List.of("?"));
            long[] sums = reported.computeIfAbsent(frames, _ -> new long[fields.length]);
            for (int i = 0; i < fields.length; i++) {
                sums[i] += row.path(fields[i]).asLong();
            }
        }
        differences.same("sites of lifetime.json", sites.keySet(), reported.keySet());
        sites.forEach((frames, site) -> {
            long[] sums = reported.getOrDefault(frames, new long[fields.length]);
            long[] expected = {
                site.allocations,
                site.reallocations,
                site.reallocatedAway,
                site.lifetimesNs.size(),
                site.liveCount,
                site.temporary
            };
            for (int i = 0; i < fields.length; i++) {
                differences.same(fields[i] + " of " + frames, expected[i], sums[i]);
            }
        });
    }

    private void number(JsonNode row, String field, long expected) {
        differences.number(row, field, expected);
    }
}
