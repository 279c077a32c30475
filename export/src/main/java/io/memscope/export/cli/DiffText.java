package io.memscope.export.cli;

import io.memscope.dashboard.Quantity;
import io.memscope.export.diff.Measure;
import io.memscope.export.diff.RecordedSites;
import io.memscope.export.diff.RecordingDiff;
import io.memscope.export.diff.SiteChange;
import io.memscope.owner.SiteOwner;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Predicate;

/// A comparison as text: what changed in the user's code site by site, what others keep for
/// themselves in one line each.
final class DiffText {
    private final PrintWriter out;
    private final RecordingDiff diff;
    private final Measure measure;

    DiffText(PrintWriter out, RecordingDiff diff) {
        this.out = out;
        this.diff = diff;
        this.measure = diff.measure();
    }

    /// @param top the most sites to list; 0 all
    /// @param allOwners list what the virtual machine and the C library keep for themselves, too
    void print(int top, boolean allOwners) {
        recording("old", diff.before());
        recording("new", diff.after());
        out.println("Compared by bytes " + measure.words() + ".");
        List<SiteChange> listed =
                diff.changed()
                        .filter(change -> allOwners || SiteOwner.isUsers(change.owner()))
                        .toList();
        total(allOwners ? "all" : "user code", c -> allOwners || SiteOwner.isUsers(c.owner()));
        if (!allOwners) {
            for (SiteOwner owner : SiteOwner.values()) {
                if (!SiteOwner.isUsers(owner)) {
                    total(owner.label(), change -> change.owner() == owner);
                }
            }
        }
        out.println();
        if (listed.isEmpty()) {
            out.println("No site changed.");
            return;
        }
        out.println(
                "%d new, %d gone, %d grown, %d shrunk"
                        .formatted(
                                count(listed, SiteChange.Kind.NEW),
                                count(listed, SiteChange.Kind.GONE),
                                count(listed, SiteChange.Kind.GROWN),
                                count(listed, SiteChange.Kind.SHRUNK)));
        listed.stream().limit(top == 0 ? Long.MAX_VALUE : top).forEach(this::site);
        if (top != 0 && listed.size() > top) {
            out.println("  … and " + (listed.size() - top) + " more: --top 0 lists all");
        }
    }

    private void recording(String side, RecordedSites recording) {
        long incomplete = recording.processes().stream().filter(p -> !p.complete()).count();
        long running = recording.processes().stream().filter(p -> !p.endedCleanly()).count();
        StringBuilder text = new StringBuilder();
        text.append(Quantity.count(recording.processes().size(), "process", "processes").exact());
        if (running > 0) {
            text.append(", ").append(running).append(" not seen to end");
        }
        text.append(incomplete == 0 ? ", complete" : ", " + incomplete + " incomplete");
        if (!recording.others().isEmpty()) {
            text.append(", ").append(recording.others().size()).append(" not read");
        }
        out.println("%-4s %s  (%s)".formatted(side, Columns.fit(recording.name(), 35), text));
    }

    private void total(String name, Predicate<SiteChange> of) {
        long before = measure.bytes(diff.sum(of, SiteChange::before));
        long after = measure.bytes(diff.sum(of, SiteChange::after));
        if (before != 0 || after != 0) {
            out.println(
                    "  %-12s %10s -> %10s  %12s"
                            .formatted(
                                    name,
                                    Quantity.bytes(before).text(),
                                    Quantity.bytes(after).text(),
                                    Columns.change(after - before)));
        }
    }

    private static long count(List<SiteChange> changes, SiteChange.Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).count();
    }

    private void site(SiteChange change) {
        String head =
                "  %-6s %11s %8s  "
                        .formatted(
                                change.kind().label(),
                                Columns.change(change.bytes(measure)),
                                Columns.changed(change.blocks(measure)));
        out.println(head + Columns.fit(change.label(), Columns.WIDTH - head.length()));
    }
}
