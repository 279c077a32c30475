package io.memscope.export.report;

import io.memscope.replay.Passport;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Which passports of a list are shown: all, or those that matter most, by id either way. Memory
/// for the ids that are shown.
///
/// Not thread-safe.
final class PassportSelection {
    /// What to drop first stands first: what matters least.
    private static final Comparator<Candidate> LEAST_FIRST =
            Comparator.comparingInt(Candidate::rank)
                    .reversed()
                    .thenComparingLong(Candidate::sizeBytes)
                    .thenComparing(Comparator.comparingLong(Candidate::id).reversed());

    private final Limit limit;
    private final PriorityQueue<Candidate> chosen = new PriorityQueue<>(LEAST_FIRST);

    /// Of a list that is not cut.
    private long[] ids = new long[16];

    private long total;

    PassportSelection(Limit limit) {
        this.limit = limit;
    }

    /// @param rank of what is wrong with it: 0 is worst
    private record Candidate(int rank, long sizeBytes, long id) {}

    void add(Passport passport) {
        if (limit.rows() == 0) {
            if (total == ids.length) {
                ids = Arrays.copyOf(ids, ids.length * 2);
            }
            ids[(int) total++] = passport.id();
            return;
        }
        total++;
        Candidate candidate = new Candidate(rank(passport), passport.sizeBytes(), passport.id());
        if (chosen.size() < limit.rows()) {
            chosen.add(candidate);
        } else if (LEAST_FIRST.compare(candidate, chosen.element()) > 0) {
            chosen.remove();
            chosen.add(candidate);
        }
    }

    private static int rank(Passport passport) {
        if (passport.violationsTotal() > 0) {
            return 0;
        }
        if (passport.leak() != null) {
            return 1;
        }
        return passport.isOpen() ? 2 : 3;
    }

    /// How many there are, shown or not.
    long total() {
        return total;
    }

    /// Ascending.
    long[] ids() {
        if (limit.rows() == 0) {
            return Arrays.copyOf(ids, (int) total);
        }
        return chosen.stream().mapToLong(Candidate::id).sorted().toArray();
    }
}
