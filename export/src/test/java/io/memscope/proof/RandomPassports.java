package io.memscope.proof;

import io.memscope.store.MemoryEvent.HolderStepped;
import io.memscope.store.MemoryEvent.PassportIssued;
import io.memscope.store.MemoryEvent.PassportStepped;
import io.memscope.store.PassportStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The passports of a random session: each has a block of its own, and whatever can be done to one
/// is done in any order, so that most of what can go wrong does.
///
/// Steps are further apart than the 50 microseconds for which others are waited for.
final class RandomPassports {
    private static final long APART_NS = 120_000;
    private static final int CONFINED_ARENA = 1;
    private static final int ALLOCATOR = 6;
    private static final int FOREIGN = 9;
    private static final int C_API = 10;
    private static final List<PassportStep> ANY_TIME =
            List.of(
                    PassportStep.HANDED_OVER,
                    PassportStep.HANDED_OVER,
                    PassportStep.CALL_RETURNED,
                    PassportStep.RECLAIMED,
                    PassportStep.RECLAIMED,
                    PassportStep.USED,
                    PassportStep.LENT,
                    PassportStep.RETURNED);

    /// What is known of a passport that was issued.
    ///
    /// @param block address of its block
    private record Issued(long id, long block) {}

    private final RandomSession session;
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Issued> open = new ArrayList<>();
    private final List<Long> ended = new ArrayList<>();
    private final List<Long> holders = new ArrayList<>();
    private long lastId;

    RandomPassports(RandomSession session) {
        this.session = session;
    }

    int label(String name) {
        return labels.computeIfAbsent(
                name,
                _ -> {
                    int id = labels.size() + 1;
                    session.queue.label(id, name);
                    return id;
                });
    }

    void step(int lane) {
        session.later(APART_NS);
        switch (any(12)) {
            case 0, 1, 2 -> issue(lane);
            case 3 -> holder(lane);
            case 4, 5 -> end(lane);
            default -> {
                if (any(8) == 0 && !ended.isEmpty()) {
                    said(lane, ended.get(any(ended.size())), anyStep());
                } else if (!open.isEmpty()) {
                    said(lane, open.get(any(open.size())).id(), anyStep());
                }
            }
        }
        session.later(APART_NS);
    }

    private PassportStep anyStep() {
        return ANY_TIME.get(any(ANY_TIME.size()));
    }

    private void issue(int lane) {
        long size = 64 + any(4_000);
        long block = session.allocate(lane, session.code(), size);
        session.later(0);
        long inside = 16L * any(3);
        boolean isNative = any(4) == 0;
        int source = isNative ? FOREIGN : List.of(CONFINED_ARENA, ALLOCATOR, C_API).get(any(3));
        boolean held = source == CONFINED_ARENA && !holders.isEmpty() && any(4) > 0;
        long holder = held ? holders.get(any(holders.size())) : 0;
        long id = ++lastId;
        session.write(
                lane,
                new PassportIssued(
                        0,
                        session.now(),
                        id,
                        0,
                        label("owner-" + any(3)),
                        block + inside,
                        size - inside,
                        label("Type"),
                        any(2) == 0 ? 0 : label("variable"),
                        source,
                        holder,
                        isNative ? 1 : 0));
        open.add(new Issued(id, block));
    }

    /// An arena is opened; it is closed only when the session is over, if ever.
    private void holder(int lane) {
        long id = ++lastId;
        int stack = session.javaCode().stack();
        session.write(
                lane,
                new HolderStepped(0, session.now(), id, 1, stack, label("arena"), CONFINED_ARENA));
        holders.add(id);
    }

    private void end(int lane) {
        if (open.isEmpty()) {
            return;
        }
        Issued passport = open.remove(any(open.size()));
        ended.add(passport.id());
        switch (any(4)) {
            case 0, 1 -> {
                said(lane, passport.id(), PassportStep.RELEASING);
                session.later(0);
                session.give(lane, passport.block(), session.code());
                session.later(0);
                said(lane, passport.id(), PassportStep.ENDED);
            }
            case 2 -> {
                said(lane, passport.id(), PassportStep.CLOSING);
                session.later(0);
                session.give(lane, passport.block(), session.javaCode());
            }
            default -> session.give(lane, passport.block(), session.code());
        }
    }

    private void said(int lane, long id, PassportStep step) {
        boolean named = step != PassportStep.ENDED && step != PassportStep.CLOSING && any(6) > 0;
        int label = named ? label("function-" + any(3)) : 0;
        int stack = session.javaCode().stack();
        long detail = step == PassportStep.ENDED ? 1 : 0;
        session.write(lane, new PassportStepped(0, session.now(), id, step, stack, label, detail));
    }

    private int any(int bound) {
        return session.random.nextInt(bound);
    }
}
