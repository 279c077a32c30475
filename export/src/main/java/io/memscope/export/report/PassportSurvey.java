package io.memscope.export.report;

import io.memscope.replay.Custodian;
import io.memscope.replay.Passport;
import io.memscope.replay.PassportEventKind;
import io.memscope.replay.PassportStatus;
import io.memscope.replay.Passports;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One look at all passports that are kept one by one: which of them each list shows. Memory for
/// the ids that are listed, and for threads and tasks that issued some.
///
/// @param passports of the session
/// @param listed of `memory_passports.json`
/// @param given that foreign code has, or freed
/// @param returned that foreign code was given, and that are out of its hands
/// @param taken that came from foreign code
/// @param leaked that are lost by some definition
/// @param byThread open ones by the thread that issued them
/// @param byTask open ones by the task that they were issued in
public record PassportSurvey(
        Passports passports,
        Listed listed,
        Listed given,
        Listed returned,
        Listed taken,
        Listed leaked,
        Map<Integer, Open> byThread,
        Map<Integer, Open> byTask) {

    /// The passports that a list shows.
    static final class Listed {
        private final long[] ids;
        private final long total;

        private Listed(PassportSelection selection) {
            this.ids = selection.ids();
            this.total = selection.total();
        }

        /// How many are shown.
        long count() {
            return ids.length;
        }

        /// How many there are, shown or not.
        long total() {
            return total;
        }
    }

    /// Passports that had not ended.
    ///
    /// @param inForeignCustody of them, those that foreign code had
    public record Open(long count, long bytes, long inForeignCustody) {
        static final Open NONE = new Open(0, 0, 0);

        private static Open of(Passport passport) {
            boolean foreign = passport.custodian() == Custodian.FOREIGN;
            return new Open(1, passport.sizeBytes(), foreign ? 1 : 0);
        }

        private Open plus(Open other) {
            return new Open(
                    count + other.count,
                    bytes + other.bytes,
                    inForeignCustody + other.inForeignCustody);
        }
    }

    static PassportSurvey of(Passports passports, Limit limit) {
        PassportSelection listed = new PassportSelection(limit);
        PassportSelection given = new PassportSelection(limit);
        PassportSelection returned = new PassportSelection(limit);
        PassportSelection taken = new PassportSelection(limit);
        PassportSelection leaked = new PassportSelection(limit);
        Map<Integer, Open> byThread = new HashMap<>();
        Map<Integer, Open> byTask = new HashMap<>();
        try (Stream<Passport> all = passports.byId()) {
            all.forEach(passport -> {
                listed.add(passport);
                PassportSelection crossed =
                        isGiven(passport)
                                ? given
                                : isReturned(passport)
                                        ? returned
                                        : isTaken(passport) ? taken : null;
                if (crossed != null) {
                    crossed.add(passport);
                }
                if (passport.leak() != null) {
                    leaked.add(passport);
                }
                if (passport.isOpen()) {
                    Open open = Open.of(passport);
                    byThread.merge(passport.thread(), open, Open::plus);
                    byTask.merge(passport.task(), open, Open::plus);
                }
            });
        }
        return new PassportSurvey(
                passports,
                new Listed(listed),
                new Listed(given),
                new Listed(returned),
                new Listed(taken),
                new Listed(leaked),
                byThread,
                byTask);
    }

    /// Those of a list, one at a time, by id.
    Stream<Passport> each(Listed list) {
        return LongStream.of(list.ids).boxed().flatMap(id -> passports.find(id).stream());
    }

    /// Open ones that a thread issued.
    Open openOfThread(int thread) {
        return byThread.getOrDefault(thread, Open.NONE);
    }

    /// Open ones that were issued in a task.
    Open openOfTask(int task) {
        return byTask.getOrDefault(task, Open.NONE);
    }

    /// The passport of a block that was live at the end: of several that lie in it, the first; null
    /// when there is none.
    @Nullable Passport in(long address, long sizeBytes) {
        if (passports.totals().open() == 0) {
            return null;
        }
        try (Stream<Passport> within = passports.within(address, sizeBytes)) {
            return within.findFirst().orElse(null);
        }
    }

    /// The same, but of several that lie in it the first that is lost in the worst way.
    @Nullable Passport lostIn(long address, long sizeBytes) {
        if (passports.totals().open() == 0) {
            return null;
        }
        try (Stream<Passport> within = passports.within(address, sizeBytes)) {
            return within.reduce((a, b) -> severity(b) > severity(a) ? b : a).orElse(null);
        }
    }

    private static int severity(Passport passport) {
        return switch (passport.leak()) {
            case null -> 0;
            case NEVER_FREED, GROWING, UNREACHABLE -> 1;
            case ARENA_NEVER_CLOSED -> 2;
            case ORPHANED -> 3;
            case IN_FOREIGN_CUSTODY -> 4;
        };
    }

    private static boolean isGiven(Passport passport) {
        return switch (passport.status()) {
            case HANDOVER_TO_FFI, IN_FOREIGN_CUSTODY, FREED_BY_FOREIGN -> true;
            default -> false;
        };
    }

    private static boolean isReturned(Passport passport) {
        return passport.events().stream()
                .anyMatch(event -> event.kind() == PassportEventKind.HANDED_OVER);
    }

    private static boolean isTaken(Passport passport) {
        return passport.events().stream()
                .anyMatch(event ->
                        event.kind() == PassportEventKind.ADOPTED
                                || event.status() == PassportStatus.NATIVE_OWNED);
    }
}
