package io.memscope.export;

import io.memscope.dashboard.Quantity;
import io.memscope.export.report.LiveSurvey;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.ViolationText;
import io.memscope.replay.ForeignFunction;
import io.memscope.replay.LeakKind;
import io.memscope.replay.PassportStatus;
import io.memscope.replay.PassportTotals;
import io.memscope.replay.TaskStatistics;
import io.memscope.replay.Violation;
import io.memscope.replay.ViolationKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What passports and tasks tell, in a few lines; none of a session that has neither.
public final class BoundaryLines {
    /// How many violations are told one by one.
    private static final int TOLD = 3;

    /// What destroys data comes before what only keeps memory.
    private static final List<ViolationKind> WORST_FIRST =
            List.of(
                    ViolationKind.DOUBLE_FREE,
                    ViolationKind.USE_AFTER_FREE,
                    ViolationKind.WRONG_SIDE_FREE,
                    ViolationKind.DANGLING,
                    ViolationKind.WRONG_SIDE_REALLOC,
                    ViolationKind.FREED_BY_NON_OWNER,
                    ViolationKind.FREED_WHILE_LENT,
                    ViolationKind.CLOSED_WHILE_LENT,
                    ViolationKind.CLOSED_IN_FOREIGN_CUSTODY,
                    ViolationKind.USE_AFTER_HAND_OVER,
                    ViolationKind.RELEASE_MISMATCH,
                    ViolationKind.HANDED_OVER_TWICE,
                    ViolationKind.LENT_BEYOND_CALL,
                    ViolationKind.ORPHANED,
                    ViolationKind.HELD_TOO_LONG,
                    ViolationKind.RECLAIM_OF_OWN);

    private final ReportSource source;
    private final PassportTotals totals;
    private final List<Line> lines = new ArrayList<>();

    private BoundaryLines(ReportSource source) {
        this.source = source;
        this.totals = source.model().passports().totals();
    }

    /// A line.
    ///
    /// @param name empty of one that goes on with the one before
    public record Line(String name, String text) {}

    static List<Line> of(ReportSource source) {
        BoundaryLines lines = new BoundaryLines(source);
        if (lines.totals.issued() > 0) {
            lines.passports();
            lines.lost();
            lines.violations();
        }
        lines.tasks();
        return List.copyOf(lines.lines);
    }

    private void passports() {
        long held =
                count(PassportStatus.HANDOVER_TO_FFI) + count(PassportStatus.IN_FOREIGN_CUSTODY);
        long heldBytes =
                bytes(PassportStatus.HANDOVER_TO_FFI) + bytes(PassportStatus.IN_FOREIGN_CUSTODY);
        String text =
                Quantity.number(totals.issued()).text()
                        + " issued, "
                        + Quantity.number(totals.open()).text()
                        + " open at the end; "
                        + (held == 0
                                ? "none in foreign custody"
                                : Quantity.number(held).text()
                                        + " in foreign custody ("
                                        + Quantity.bytes(heldBytes).text()
                                        + holders(held)
                                        + ")");
        lines.add(new Line("passports", text));
        if (totals.declaredOnly() == totals.issued()) {
            lines.add(
                    new Line(
                            "",
                            "declared only: the recorder saw none of their blocks, so nobody has"
                                    + " checked that they were freed"));
        } else if (totals.declaredOnly() > 0) {
            lines.add(
                    new Line(
                            "",
                            Quantity.number(totals.declaredOnly()).text()
                                    + " of them declared only: the recorder saw nothing of their"
                                    + " blocks"));
        }
    }

    /// Who holds most, by name.
    private String holders(long held) {
        List<ForeignFunction> most =
                source.model().passports().functions().stream()
                        .filter(function -> function.held() > 0)
                        .sorted(
                                Comparator.comparingLong(ForeignFunction::held)
                                        .reversed()
                                        .thenComparing(ForeignFunction::name))
                        .toList();
        if (most.isEmpty()) {
            return "";
        }
        ForeignFunction first = most.getFirst();
        return first.held() == held
                ? ", all handed over to " + first.name()
                : ", "
                        + Quantity.number(first.held()).text()
                        + " of them handed over to "
                        + first.name();
    }

    private void lost() {
        List<String> parts = new ArrayList<>();
        for (LeakKind kind : LeakKind.values()) {
            long count = totals.leaks().getOrDefault(kind, 0L);
            if (count > 0) {
                long bytes = totals.leakedBytes().getOrDefault(kind, 0L);
                // A pointer that foreign code returned has no known size.
                String amount = bytes == 0 ? "" : " (" + Quantity.bytes(bytes).text() + ")";
                parts.add(Quantity.number(count).text() + " " + words(kind) + amount);
            }
        }
        boolean ended = source.model().completeness().endedCleanly();
        lines.add(
                new Line(
                        ended ? "lost passports" : "open passports",
                        parts.isEmpty() ? "none" : String.join(", ", parts)));
    }

    private static String words(LeakKind kind) {
        return switch (kind) {
            case NEVER_FREED -> "never freed";
            case IN_FOREIGN_CUSTODY -> "in foreign custody";
            case ARENA_NEVER_CLOSED -> "of an arena that was never closed";
            case ORPHANED -> "orphaned";
            case GROWING -> "growing";
            case UNREACHABLE -> "unreachable";
        };
    }

    private void violations() {
        Map<ViolationKind, Long> found = totals.violations();
        long total = found.values().stream().mapToLong(n -> n).sum();
        if (total == 0) {
            lines.add(new Line("violations", "none"));
            return;
        }
        List<String> kinds = new ArrayList<>();
        for (ViolationKind kind : WORST_FIRST) {
            long count = found.getOrDefault(kind, 0L);
            if (count > 0) {
                kinds.add(Quantity.number(count).text() + " " + kind.label());
            }
        }
        lines.add(new Line("violations", String.join(", ", kinds)));
        Map<Offence, Long> alike = new LinkedHashMap<>();
        Map<Offence, Violation> first = new HashMap<>();
        source.model().passports().violations().stream()
                .sorted(Comparator.comparingInt(v -> WORST_FIRST.indexOf(v.kind())))
                .forEach(violation -> {
                    Offence offence = Offence.of(violation);
                    alike.merge(offence, 1L, Long::sum);
                    first.putIfAbsent(offence, violation);
                });
        alike.keySet().stream()
                .limit(TOLD)
                .forEach(offence -> told(first.get(offence), alike.get(offence)));
    }

    private void told(@Nullable Violation violation, @Nullable Long times) {
        if (violation != null && times != null) {
            String many = times == 1 ? "" : Quantity.number(times).text() + " times: ";
            lines.add(new Line("", "  " + many + ViolationText.of(source, violation)));
        }
    }

    /// What is one mistake in the code, however often it is made.
    private record Offence(
            ViolationKind kind, int stack, String label, int givenStack, String givenLabel) {
        static Offence of(Violation violation) {
            return new Offence(
                    violation.kind(),
                    violation.stack(),
                    violation.label(),
                    violation.givenStack(),
                    violation.givenLabel());
        }
    }

    private void tasks() {
        List<TaskStatistics> tasks = source.model().tasks();
        if (tasks.isEmpty()) {
            return;
        }
        long running = tasks.stream().filter(task -> task.endedNs() < 0).count();
        List<TaskStatistics> outlived =
                tasks.stream()
                        .filter(task -> task.endedNs() >= 0 && kept(task).blocks() > 0)
                        .sorted(
                                Comparator.<TaskStatistics>comparingLong(task -> kept(task).bytes())
                                        .reversed()
                                        .thenComparingInt(TaskStatistics::task))
                        .toList();
        String text =
                Quantity.number(tasks.size()).text()
                        + ", "
                        + (running == 0
                                ? "all ended"
                                : Quantity.number(running).text() + " running");
        lines.add(new Line("tasks", text + (outlived.isEmpty() ? "" : "; " + outlived(outlived))));
    }

    private String outlived(List<TaskStatistics> outlived) {
        long bytes = outlived.stream().mapToLong(task -> kept(task).bytes()).sum();
        TaskStatistics most = outlived.getFirst();
        return Quantity.bytes(bytes).text()
                + " outlives "
                + Quantity.count(outlived.size(), "task", "tasks").exact()
                + (most.info() == null ? "" : ", most of it of \"" + most.info().name() + "\"");
    }

    /// What it left for the user's code to give back.
    private LiveSurvey.Kept kept(TaskStatistics task) {
        return source.survey().keptBy(task.task());
    }

    private long count(PassportStatus status) {
        return totals.byStatus().getOrDefault(status, 0L);
    }

    private long bytes(PassportStatus status) {
        return totals.bytesByStatus().getOrDefault(status, 0L);
    }
}
