package io.memscope.replay;

import io.memscope.store.Definitions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a replay has made of the passports, once it is over.
final class PassportView implements Passports {
    private final PassportLedger ledger;
    private final Map<Long, HolderState> holders;
    private final long holdersTotal;
    private final Map<Integer, FunctionState> functions;
    private final Definitions definitions;
    private final PassportTotals totals;

    PassportView(PassportFold fold, Definitions definitions) {
        this.ledger = fold.ledger;
        this.holders = fold.holders.all();
        this.holdersTotal = fold.holders.total();
        this.functions = fold.crossings.functions;
        this.definitions = definitions;
        this.totals = addedUp();
    }

    @Override
    public PassportTotals totals() {
        return totals;
    }

    @Override
    public long count() {
        return ledger.byId.size();
    }

    @Override
    public Stream<Passport> byId() {
        return ledger.byId.values().stream().map(this::passport);
    }

    @Override
    public Optional<Passport> find(long id) {
        return Optional.ofNullable(ledger.find(id)).map(this::passport);
    }

    @Override
    public Stream<Passport> within(long address, long sizeBytes) {
        return ledger.open.within(address, sizeBytes).stream().map(this::passport);
    }

    @Override
    public List<Violation> violations() {
        List<Violation> all = new ArrayList<>(ledger.loose);
        ledger.byId.values().forEach(passport -> all.addAll(passport.violations));
        all.sort(
                Comparator.comparingLong(Violation::atNs)
                        .thenComparingLong(Violation::passport)
                        .thenComparing(Violation::kind));
        return all;
    }

    @Override
    public List<EndedPassports> ended() {
        List<EndedPassports> ended = new ArrayList<>(ledger.groups.size());
        ledger.groups.forEach((group, tally) -> ended.add(ended(group, tally)));
        ended.sort(
                Comparator.comparingInt(EndedPassports::stack)
                        .thenComparing(EndedPassports::type)
                        .thenComparing(EndedPassports::owner)
                        .thenComparing(EndedPassports::source)
                        .thenComparing(EndedPassports::status));
        return ended;
    }

    private EndedPassports ended(PassportLedger.Group group, PassportLedger.GroupTally tally) {
        return new EndedPassports(
                group.stack(),
                definitions.label(group.type()),
                definitions.label(group.owner()),
                group.source(),
                group.status(),
                tally.count,
                tally.bytes,
                tally.events,
                tally.lifetimeNs);
    }

    @Override
    public List<Holder> holders() {
        Map<Long, HolderState> listed = new TreeMap<>(holders);
        for (PassportState passport : ledger.byId.values()) {
            if (passport.holder != null) {
                listed.put(passport.holder.id, passport.holder);
            }
        }
        return listed.values().stream().map(this::holder).toList();
    }

    @Override
    public long holdersTotal() {
        return holdersTotal;
    }

    private Holder holder(HolderState holder) {
        return new Holder(
                holder.id,
                definitions.label(holder.name),
                holder.source,
                holder.opened.ns(),
                holder.opened.thread(),
                holder.opened.task(),
                holder.opened.stack(),
                holder.closed.ns(),
                holder.closed.thread(),
                holder.closed.stack(),
                holder.issued,
                holder.issuedBytes,
                holder.open,
                holder.openBytes);
    }

    @Override
    public List<ForeignFunction> functions() {
        return functions.values().stream()
                .map(function -> function.function(definitions.label(function.label)))
                .sorted(Comparator.comparing(ForeignFunction::name))
                .toList();
    }

    private Passport passport(PassportState passport) {
        List<PassportEvent> events = new ArrayList<>();
        events.add(issue(passport));
        if (passport.history != null) {
            events.addAll(passport.history.events(definitions::label));
        }
        return new Passport(
                passport.id,
                passport.address,
                passport.size,
                passport.blockAddress,
                passport.blockSize,
                definitions.label(passport.type),
                definitions.label(passport.variable),
                definitions.label(passport.owner),
                passport.source,
                passport.holder == null ? 0 : passport.holder.id,
                passport.status,
                heldBy(passport),
                passport.lendings,
                passport.handles,
                passport.issued.ns(),
                passport.updatedNs,
                passport.endedNs,
                passport.issued.stack(),
                passport.issued.thread(),
                passport.issued.task(),
                events,
                passport.events(),
                passport.violations,
                passport.violationsTotal,
                leak(passport),
                !passport.observed,
                passport.inGap);
    }

    private PassportEvent issue(PassportState passport) {
        return new PassportEvent(
                PassportEventKind.ISSUED,
                passport.issued.ns(),
                passport.issued.ns(),
                1,
                passport.issued.thread(),
                passport.issued.task(),
                passport.issued.stack(),
                definitions.label(passport.owner),
                0,
                0,
                0,
                Side.UNKNOWN,
                Evidence.DECLARED,
                passport.issuedStatus);
    }

    private String heldBy(PassportState passport) {
        FunctionState custodian = passport.custodian;
        return passport.isInForeignCustody() && custodian != null
                ? definitions.label(custodian.label)
                : "";
    }

    /// By which definition it is lost; null when it is not.
    static @Nullable LeakKind leak(PassportState passport) {
        if (!passport.isOpen()) {
            return null;
        }
        if (passport.isInForeignCustody()) {
            return LeakKind.IN_FOREIGN_CUSTODY;
        }
        if (!passport.isInJavaCustody()) {
            return null;
        }
        if (passport.orphaned) {
            return LeakKind.ORPHANED;
        }
        HolderState holder = passport.holder;
        boolean waits =
                holder == null
                        ? passport.source.isClosedByItsUser()
                        : holder.isOpen() && holder.source.isClosedByItsUser();
        return waits ? LeakKind.ARENA_NEVER_CLOSED : LeakKind.NEVER_FREED;
    }

    private PassportTotals addedUp() {
        Map<PassportStatus, Long> byStatus = zeros(PassportStatus.class);
        Map<PassportStatus, Long> bytes = zeros(PassportStatus.class);
        Map<LeakKind, Long> leaks = zeros(LeakKind.class);
        Map<LeakKind, Long> leakedBytes = zeros(LeakKind.class);
        Map<ViolationKind, Long> violations = zeros(ViolationKind.class);
        violations.putAll(ledger.violations);
        long open = 0;
        long openBytes = 0;
        long declaredOnly = ledger.declaredOnlyOfOthers;
        long events = ledger.eventsOfOthers;
        for (PassportState passport : ledger.byId.values()) {
            byStatus.merge(passport.status, 1L, Long::sum);
            bytes.merge(passport.status, passport.size, Long::sum);
            LeakKind leak = leak(passport);
            if (leak != null) {
                leaks.merge(leak, 1L, Long::sum);
                leakedBytes.merge(leak, passport.size, Long::sum);
            }
            open += passport.isOpen() ? 1 : 0;
            openBytes += passport.isOpen() ? passport.size : 0;
            declaredOnly += passport.observed ? 0 : 1;
            events += passport.events();
        }
        for (var group : ledger.groups.entrySet()) {
            byStatus.merge(group.getKey().status(), group.getValue().count, Long::sum);
            bytes.merge(group.getKey().status(), group.getValue().bytes, Long::sum);
        }
        return new PassportTotals(
                ledger.issued,
                ledger.issuedBytes,
                open,
                openBytes,
                byStatus,
                bytes,
                violations,
                ledger.violating,
                leaks,
                leakedBytes,
                ledger.endsObserved,
                ledger.endsDeclared,
                ledger.endsInferred,
                declaredOnly,
                ledger.unknownIssues,
                ledger.lateSteps,
                events);
    }

    private static <E extends Enum<E>> Map<E, Long> zeros(Class<E> kinds) {
        Map<E, Long> zeros = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            zeros.put(kind, 0L);
        }
        return zeros;
    }
}
