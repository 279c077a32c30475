package io.memscope.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// The files about passports against the plain replay: `memory_passports.json`, `unsafe_ffi.json`,
/// `leak_detection.json` and what others repeat of them.
final class PassportCheck {
    private final PlainReplay plain;
    private final ReportFolder folder;
    private final Differences differences;
    private final Map<Integer, List<String>> stacks;

    PassportCheck(PlainReplay plain, ReportFolder folder, Differences differences) {
        this.plain = plain;
        this.folder = folder;
        this.differences = differences;
        this.stacks = PlainStacks.reported(folder.memory());
    }

    void all() {
        rows();
        sums();
        leakDetails();
        leaksBySite();
        crossings();
    }

    private void rows() {
        Map<Long, JsonNode> rows =
                ReportFolder.rows(
                        folder.file("memory_passports").path("memory_passports"), "passport_id");
        differences.same("passports", plain.passports.all.keySet(), new TreeSet<>(rows.keySet()));
        plain.passports.all.forEach((id, passport) -> {
            JsonNode row = rows.get(id);
            if (row == null) {
                return;
            }
            differences.same("status", row, passport.status, row.path("status").asText());
            differences.same(
                    "range", row, hex(passport.address()), row.path("allocation_ptr").asText());
            differences.number(row, "size_bytes", passport.size());
            differences.number(row, "issued_ns", passport.issuedNs);
            differences.numberOrNull(row, "ended_ns", passport.endedNs);
            String leak = passport.leak.isEmpty() ? "null" : passport.leak;
            differences.same("leak", row, leak, row.path("leak").asText());
            TreeSet<String> kinds = new TreeSet<>();
            row.path("violations").forEach(kind -> kinds.add(kind.asText()));
            differences.same("violations", row, new TreeSet<>(passport.violations), kinds);
            differences.same("block", row, hex(passport.block), row.at("/block/address").asText());
            int stack = row.path("stack_id").asInt();
            differences.same("stack", row, plain.stacks.frames(passport.stack), stacks.get(stack));
        });
    }

    private void sums() {
        JsonNode summary = folder.file("memory_passports").path("summary");
        List<PlainPassport> all = List.copyOf(plain.passports.all.values());
        List<PlainPassport> open = all.stream().filter(p -> p.endedNs < 0).toList();
        differences.number(summary, "issued", all.size());
        differences.number(summary, "issued_bytes", bytes(all));
        differences.number(summary, "open", open.size());
        differences.number(summary, "open_bytes", bytes(open));
        for (JsonNode row : summary.path("by_status")) {
            String status = row.path("status").asText();
            List<PlainPassport> of = all.stream().filter(p -> p.status.equals(status)).toList();
            differences.number(row, "count", of.size());
            differences.number(row, "bytes", bytes(of));
        }
        JsonNode ffi = folder.file("unsafe_ffi").path("summary");
        long violations = 0;
        for (JsonNode row : ffi.path("by_violation")) {
            String kind = row.path("kind").asText();
            long count =
                    all.stream().flatMap(p -> p.violations.stream()).filter(kind::equals).count();
            differences.number(row, "count", count);
            violations += count;
        }
        differences.number(ffi, "total_violations", violations);
        differences.number(
                ffi,
                "violating_passports",
                all.stream().filter(p -> !p.violations.isEmpty()).count());
    }

    private void leakDetails() {
        JsonNode report = folder.file("leak_detection").path("leak_detection");
        Map<Long, String> expected = new TreeMap<>();
        plain.passports.all.forEach((id, passport) -> {
            if (!passport.leak.isEmpty()) {
                expected.put(id, passport.leak);
            }
        });
        Map<Long, String> told = new TreeMap<>();
        for (JsonNode row : report.path("leak_details")) {
            told.put(row.path("passport_id").asLong(), row.path("definition").asText());
            PlainPassport passport = plain.passports.all.get(row.path("passport_id").asLong());
            String heldBy = plain.session.definitions().labels.get(passport.receiver);
            boolean abroad = passport.leak.equals("in_foreign_custody");
            differences.same(
                    "held_by",
                    row,
                    abroad && heldBy != null ? heldBy : "null",
                    row.path("held_by").asText());
        }
        differences.same("leak_details", expected, told);
    }

    /// Every block that is live is in one row: the user's in `leaks`, the others in a baseline.
    private void leaksBySite() {
        JsonNode report = folder.file("leak_detection");
        Map<List<String>, long[]> told = new HashMap<>();
        for (String list : List.of("/leaks", "/jvm_baseline/leaks", "/runtime_baseline/leaks")) {
            for (JsonNode row : report.at(list)) {
                List<String> frames = stacks.get(row.path("stack_id").asInt());
                long[] sums = told.computeIfAbsent(frames, _ -> new long[2]);
                sums[0] += row.path("blocks").asLong();
                sums[1] += row.path("bytes").asLong();
            }
        }
        plain.sites.forEach((stack, site) -> {
            long[] sums = told.getOrDefault(plain.stacks.frames(stack), new long[2]);
            differences.same("leaked blocks of site " + stack, site.liveCount, sums[0]);
            differences.same("leaked bytes of site " + stack, site.liveBytes, sums[1]);
        });
    }

    private void crossings() {
        for (JsonNode row : folder.file("unsafe_ffi").path("functions")) {
            String name = row.path("function").asText();
            List<PlainPassport> held =
                    plain.passports.all.values().stream()
                            .filter(p -> p.leak.equals("in_foreign_custody"))
                            .filter(p ->
                                    name.equals(plain.session.definitions().labels.get(p.receiver)))
                            .toList();
            differences.number(row, "held", held.size());
            differences.number(row, "held_bytes", bytes(held));
        }
    }

    private static long bytes(List<PlainPassport> passports) {
        return passports.stream().mapToLong(PlainPassport::size).sum();
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }
}
