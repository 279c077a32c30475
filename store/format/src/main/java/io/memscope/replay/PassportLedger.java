package io.memscope.replay;

import io.memscope.store.PassportSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All passports met so far: those that can still change, those that are kept, and what the others
/// come to. Memory is bounded by the open ones and the limits of {@link PassportOptions}.
///
/// Not thread-safe.
final class PassportLedger {
    final PassportOptions options;

    /// Those kept one by one.
    final PassportPages byId = new PassportPages();

    /// Those that are open, by where they start.
    final PassportIndex open = new PassportIndex();

    /// Open ones of which no block is known: any block may turn out to be theirs.
    long unplaced;

    final EndedBlocks endedBlocks;
    final Map<Group, GroupTally> groups = new HashMap<>();
    final Map<ViolationKind, Long> violations = new EnumMap<>(ViolationKind.class);

    /// Violations of passports that are not kept.
    final List<Violation> loose = new ArrayList<>();

    long issued;
    long issuedBytes;
    long violating;
    long endsObserved;
    long endsDeclared;
    long endsInferred;
    long declaredOnlyOfOthers;
    long eventsOfOthers;
    long unknownIssues;
    long lateSteps;

    /// Ids of those that ended and are not kept.
    private final IdSet forgotten = new IdSet();

    private final ArrayDeque<PassportState> ended = new ArrayDeque<>();
    private long violatingKept;

    /// What passports that are not kept have in common.
    record Group(int stack, int type, int owner, PassportSource source, PassportStatus status) {}

    /// What a group comes to.
    static final class GroupTally {
        long count;
        long bytes;
        long events;
        long lifetimeNs;
    }

    PassportLedger(PassportOptions options) {
        this.options = options;
        this.endedBlocks = new EndedBlocks();
    }

    @Nullable PassportState find(long id) {
        return byId.get(id);
    }

    /// Whether it ended and is not kept.
    boolean isForgotten(long id) {
        return forgotten.contains(id);
    }

    /// A passport that was not known before.
    PassportState begin(long id) {
        PassportState passport = new PassportState(id);
        byId.add(passport);
        return passport;
    }

    /// It has a range and is open.
    void place(PassportState passport) {
        open.add(passport);
        unplaced += passport.blockAddress == 0 ? 1 : 0;
    }

    /// Its range is no longer its own, or about to change.
    void displace(PassportState passport) {
        open.remove(passport);
        unplaced -= passport.blockAddress == 0 ? 1 : 0;
    }

    void violate(
            ViolationKind kind,
            PassportState passport,
            Place at,
            String label,
            String givenLabel,
            Evidence evidence) {
        violations.merge(kind, 1L, Long::sum);
        violating += passport.violationsTotal == 0 ? 1 : 0;
        passport.add(
                new Violation(
                        kind,
                        passport.id,
                        at.ns(),
                        at.thread(),
                        at.task(),
                        at.stack(),
                        label,
                        passport.status,
                        passport.givenBy,
                        passport.given.ns(),
                        passport.given.thread(),
                        passport.given.task(),
                        passport.given.stack(),
                        givenLabel,
                        evidence,
                        passport.inGap));
    }

    /// A step that is wrong of a passport that ended and is not kept.
    void violateForgotten(ViolationKind kind, long id, Place at, String label) {
        violations.merge(kind, 1L, Long::sum);
        if (loose.size() < options.keptViolating()) {
            loose.add(
                    new Violation(
                            kind,
                            id,
                            at.ns(),
                            at.thread(),
                            at.task(),
                            at.stack(),
                            label,
                            PassportStatus.UNKNOWN,
                            PassportEventKind.ENDED,
                            -1,
                            0,
                            0,
                            0,
                            "",
                            Evidence.DECLARED,
                            false));
        }
    }

    /// It is over. It has left {@link #open} already.
    void end(PassportState passport, long nowNs, Evidence evidence) {
        passport.endedNs = nowNs;
        passport.endEvidence = evidence;
        switch (evidence) {
            case OBSERVED -> endsObserved++;
            case DECLARED -> endsDeclared++;
            case INFERRED -> endsInferred++;
        }
        if (passport.holder != null) {
            passport.holder.open--;
            passport.holder.openBytes -= passport.size;
        }
        endedBlocks.add(passport);
        ended.add(passport);
        if (ended.size() > options.keptEnded()) {
            retire(ended.remove());
        }
    }

    /// It is not one of the last that ended any more.
    private void retire(PassportState passport) {
        endedBlocks.remove(passport);
        if (passport.violationsTotal > 0 && violatingKept < options.keptViolating()) {
            violatingKept++;
            return;
        }
        byId.remove(passport);
        forgotten.add(passport.id);
        Group group =
                new Group(
                        passport.issued.stack(),
                        passport.type,
                        passport.owner,
                        passport.source,
                        passport.status);
        GroupTally tally = groups.computeIfAbsent(group, _ -> new GroupTally());
        tally.count++;
        tally.bytes += passport.size;
        tally.events += passport.events();
        tally.lifetimeNs += passport.endedNs - passport.issued.ns();
        declaredOnlyOfOthers += passport.observed ? 0 : 1;
        eventsOfOthers += passport.events();
    }
}
