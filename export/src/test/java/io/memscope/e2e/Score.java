package io.memscope.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// How much of what was to be found was found, and how much of what was found was to be.
///
/// @param what statuses, violations or leaks
/// @param missed what was to be found and was not
/// @param extra what was found and was not to be
record Score(
        String what,
        int expected,
        int reported,
        int both,
        List<String> missed,
        List<String> extra) {

    static List<Score> of(List<PassportVerdict> expected, List<PassportVerdict> reported) {
        return List.of(
                score("statuses", expected, reported, Score::statuses),
                score("violations", expected, reported, Score::violations),
                score("leaks", expected, reported, Score::leaks));
    }

    private static Score score(
            String what,
            List<PassportVerdict> expected,
            List<PassportVerdict> reported,
            Function<PassportVerdict, Stream<String>> facts) {
        List<String> wanted = expected.stream().flatMap(facts).toList();
        List<String> found = reported.stream().flatMap(facts).toList();
        List<String> missed = without(wanted, found);
        return new Score(
                what,
                wanted.size(),
                found.size(),
                wanted.size() - missed.size(),
                missed,
                without(found, wanted));
    }

    /// Of what is reported, the share that is so. Nothing reported is nothing wrong.
    double precision() {
        return reported == 0 ? 1 : (double) both / reported;
    }

    /// Of what is so, the share that is reported.
    double recall() {
        return expected == 0 ? 1 : (double) both / expected;
    }

    boolean isPerfect() {
        return missed.isEmpty() && extra.isEmpty();
    }

    private static Stream<String> statuses(PassportVerdict verdict) {
        return verdict.status().isEmpty()
                ? Stream.of()
                : Stream.of(fact(verdict, verdict.status()));
    }

    private static Stream<String> violations(PassportVerdict verdict) {
        return verdict.violations().stream().map(violation -> fact(verdict, violation));
    }

    private static Stream<String> leaks(PassportVerdict verdict) {
        return verdict.leak().isEmpty() ? Stream.of() : Stream.of(fact(verdict, verdict.leak()));
    }

    private static String fact(PassportVerdict verdict, String what) {
        return verdict.scenario() + "/" + verdict.variable() + ": " + what;
    }

    /// As bags: three of the same are not two.
    private static List<String> without(List<String> all, List<String> taken) {
        Map<String, Integer> left = new HashMap<>();
        taken.forEach(fact -> left.merge(fact, 1, Integer::sum));
        List<String> remaining = new ArrayList<>();
        for (String fact : all) {
            if (left.merge(fact, -1, Integer::sum) < 0) {
                remaining.add(fact);
            }
        }
        return remaining;
    }
}
