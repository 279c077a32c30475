package io.memscope.export.check;

import io.memscope.dashboard.Quantity;
import io.memscope.export.CompletenessText;
import io.memscope.export.ExportException;
import io.memscope.export.ExportListener;
import io.memscope.export.Recordings;
import io.memscope.export.ReportOptions;
import io.memscope.export.check.CheckOutcome.CheckedProcess;
import io.memscope.export.diff.SiteIdentity;
import io.memscope.export.report.GrowingSites;
import io.memscope.export.report.LeakSite;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.SessionEntry;
import io.memscope.export.report.ViolationText;
import io.memscope.export.symbol.SourceLines;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Growth;
import io.memscope.replay.LeakKind;
import io.memscope.replay.Site;
import io.memscope.replay.Violation;
import io.memscope.replay.ViolationKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Holds a recording against budgets. Several processes count together.
///
/// Not thread-safe.
public final class Check {
    /// How many findings are kept of each budget; all are counted.
    private static final int KEPT = 10_000;

    private static final Comparator<CheckFinding> MOST_FIRST =
            Comparator.comparingLong(CheckFinding::amount)
                    .reversed()
                    .thenComparing(CheckFinding::queue)
                    .thenComparing(CheckFinding::site)
                    .thenComparing(CheckFinding::identity)
                    .thenComparing(CheckFinding::text);

    private final Budgets budgets;
    private final SourceLines lines;
    private final List<CheckedProcess> processes = new ArrayList<>();
    private final Map<BudgetKind, Tally> tallies = new EnumMap<>(BudgetKind.class);

    /// What was found about one budget.
    private static final class Tally {
        final List<CheckFinding> findings = new ArrayList<>();
        long found;
        long sum;
        long most;

        void add(CheckFinding finding) {
            found++;
            sum += finding.amount();
            seen(finding.amount());
            findings.add(finding);
            if (findings.size() >= 2 * KEPT) {
                cut();
            }
        }

        void seen(long amount) {
            most = Math.max(most, amount);
        }

        void cut() {
            findings.sort(MOST_FIRST);
            findings.subList(Math.min(KEPT, findings.size()), findings.size()).clear();
        }
    }

    private Check(Budgets budgets, SourceLines lines) {
        this.budgets = budgets;
        this.lines = lines;
        for (BudgetKind kind : BudgetKind.values()) {
            tallies.put(kind, new Tally());
        }
    }

    /// Reads a queue directory, or all those in a folder, and judges.
    ///
    /// @param options how to read; the bound on custody is the budgets'
    /// @throws ExportException if there is nothing to read, with a message for the user
    public static CheckOutcome of(
            Path input,
            Budgets budgets,
            ReportOptions options,
            SourceLines lines,
            ExportListener listener)
            throws ExportException {
        Check check = new Check(budgets, lines);
        Duration custody = budgets.custody();
        ReportOptions reading = custody == null ? options : options.withMostCustody(custody);
        List<SessionEntry> others = Recordings.each(input, reading, listener, check::add);
        return new CheckOutcome(Recordings.name(input), check.processes, others, check.verdicts());
    }

    private void add(ReportSource plain) {
        ReportSource source = plain.withSourceLines(lines);
        leaks(source);
        growth(source);
        violations(source);
        processes.add(process(source));
    }

    private static CheckedProcess process(ReportSource source) {
        long[] left = new long[2];
        source.survey().leaks().stream()
                .filter(leak -> SiteOwner.isUsers(source.owner(leak)))
                .forEach(leak -> {
                    left[0] += leak.bytes();
                    left[1] += leak.blocks();
                });
        long bytes = source.survey().suppressed().stream().mapToLong(s -> s.leak().bytes()).sum();
        long blocks = source.survey().suppressed().stream().mapToLong(s -> s.leak().blocks()).sum();
        return new CheckedProcess(
                source.queue(),
                source.model().session(),
                source.isComplete(),
                CompletenessText.sentence(source),
                source.model().completeness().endedCleanly(),
                left[0],
                left[1],
                bytes,
                blocks);
    }

    private void leaks(ReportSource source) {
        Tally tally = tally(BudgetKind.LEAKED);
        for (LeakSite leak : source.survey().leaks()) {
            if (SiteOwner.isUsers(source.owner(leak))) {
                String text =
                        amount(leak.bytes(), leak.blocks())
                                + words(leak.definition())
                                + at(source, leak.stack());
                tally.add(
                        finding(
                                BudgetKind.LEAKED,
                                source,
                                leak.stack(),
                                text,
                                leak.bytes(),
                                leak.bytes(),
                                leak.blocks()));
            }
        }
    }

    private static String words(LeakKind definition) {
        return switch (definition) {
            case IN_FOREIGN_CUSTODY -> " in foreign custody";
            case ARENA_NEVER_CLOSED -> " of an arena that was never closed";
            case ORPHANED -> " orphaned";
            case GROWING -> " never freed, of a site that keeps growing";
            case UNREACHABLE -> " unreachable";
            default -> " never freed";
        };
    }

    private void growth(ReportSource source) {
        Long limit = budgets.growthBytesPerSecond();
        if (limit == null) {
            return;
        }
        for (Site site : GrowingSites.of(source).sites()) {
            Growth growth = site.growth();
            Double slope = growth.bytesPerSecond();
            if (slope == null) {
                continue;
            }
            long perSecond = (long) Math.ceil(slope);
            if (perSecond <= limit) {
                tally(BudgetKind.GROWTH).seen(perSecond);
                continue;
            }
            String text =
                    "live memory grows by "
                            + Quantity.bytes(perSecond).text()
                            + " a second"
                            + at(source, site.stack());
            tally(BudgetKind.GROWTH)
                    .add(
                            finding(
                                    BudgetKind.GROWTH,
                                    source,
                                    site.stack(),
                                    text,
                                    perSecond,
                                    site.liveBytes(),
                                    site.liveCount()));
        }
    }

    private void violations(ReportSource source) {
        for (Violation violation : source.model().passports().violations()) {
            tally(kind(violation.kind()))
                    .add(
                            finding(
                                    kind(violation.kind()),
                                    source,
                                    violation.stack() == 0
                                            ? violation.givenStack()
                                            : violation.stack(),
                                    violation.kind().label()
                                            + ": "
                                            + ViolationText.of(source, violation),
                                    1,
                                    0,
                                    1));
        }
        // Of very many not all are kept one by one.
        Map<ViolationKind, Long> all = source.model().passports().totals().violations();
        for (Map.Entry<ViolationKind, Long> entry : all.entrySet()) {
            long kept =
                    source.model().passports().violations().stream()
                            .filter(violation -> violation.kind() == entry.getKey())
                            .count();
            Tally tally = tally(kind(entry.getKey()));
            tally.sum += entry.getValue() - kept;
            tally.found += entry.getValue() - kept;
        }
    }

    private static BudgetKind kind(ViolationKind violation) {
        return violation == ViolationKind.HELD_TOO_LONG
                ? BudgetKind.CUSTODY
                : BudgetKind.VIOLATIONS;
    }

    private static CheckFinding finding(
            BudgetKind kind,
            ReportSource source,
            int stack,
            String text,
            long amount,
            long bytes,
            long blocks) {
        List<NamedFrame> frames = source.names().frames(stack);
        return new CheckFinding(
                kind,
                source.queue(),
                source.place(stack),
                SiteIdentity.of(frames).fingerprint(),
                text,
                amount,
                bytes,
                blocks,
                frames);
    }

    private static String at(ReportSource source, int stack) {
        return stack == 0 ? "" : " at " + source.place(stack);
    }

    private static String amount(long bytes, long blocks) {
        return Quantity.bytes(bytes).text()
                + " in "
                + Quantity.count(blocks, "block", "blocks").exact();
    }

    private Tally tally(BudgetKind kind) {
        Tally tally = tallies.get(kind);
        if (tally == null) {
            throw new IllegalStateException("each kind has a tally");
        }
        return tally;
    }

    private List<BudgetVerdict> verdicts() {
        List<BudgetVerdict> verdicts = new ArrayList<>();
        Long leaked = budgets.leakedBytes();
        if (leaked != null) {
            long bytes = tally(BudgetKind.LEAKED).sum;
            // Blocks of no bytes leak as well where nothing may.
            boolean broken = bytes > leaked || (leaked == 0 && tally(BudgetKind.LEAKED).found > 0);
            verdicts.add(verdict(BudgetKind.LEAKED, leaked, bytes, broken));
        }
        Long growth = budgets.growthBytesPerSecond();
        if (growth != null) {
            long most = tally(BudgetKind.GROWTH).most;
            verdicts.add(verdict(BudgetKind.GROWTH, growth, most, most > growth));
        }
        Duration custody = budgets.custody();
        if (custody != null) {
            long held = tally(BudgetKind.CUSTODY).found;
            verdicts.add(verdict(BudgetKind.CUSTODY, custody.toNanos(), held, held > 0));
        }
        Long violations = budgets.violations();
        if (violations != null) {
            long found = tally(BudgetKind.VIOLATIONS).sum;
            verdicts.add(verdict(BudgetKind.VIOLATIONS, violations, found, found > violations));
        }
        return verdicts;
    }

    private BudgetVerdict verdict(BudgetKind kind, long limit, long actual, boolean broken) {
        Tally tally = tally(kind);
        tally.cut();
        return new BudgetVerdict(
                kind,
                limit,
                actual,
                broken,
                broken ? tally.findings : List.of(),
                broken ? tally.found : 0);
    }
}
