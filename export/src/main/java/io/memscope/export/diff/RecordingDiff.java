package io.memscope.export.diff;

import io.memscope.export.diff.RecordedSites.Named;
import io.memscope.export.diff.SiteChange.Match;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Two recordings, site by site.
///
/// A site is found again by files, functions and lines of its stack. What is left over on both
/// sides is held together by files and functions alone: an edit moves lines, and one of the
/// machines may not know them. Sites of one recording that are the same in that view are then added
/// up.
///
/// @param changes of all sites of both, the largest change first; at equal ones by identity
public record RecordingDiff(
        RecordedSites before, RecordedSites after, Measure measure, List<SiteChange> changes) {
    /// Copies the list.
    public RecordingDiff {
        changes = List.copyOf(changes);
    }

    /// Compares.
    public static RecordingDiff of(RecordedSites before, RecordedSites after, Measure measure) {
        List<SiteChange> changes = new ArrayList<>();
        Map<SiteIdentity, Named> old = new LinkedHashMap<>(before.sites());
        Map<SiteIdentity, Named> left = new LinkedHashMap<>();
        after.sites()
                .forEach((identity, now) -> {
                    Named was = old.remove(identity);
                    if (was == null) {
                        left.put(identity, now);
                    } else {
                        changes.add(SiteChange.of(measure, Match.LINES, identity, was, now));
                    }
                });
        byFunctions(measure, old, left, changes);
        old.forEach((identity, was) ->
                changes.add(SiteChange.of(measure, Match.NONE, identity, was, null)));
        left.forEach((identity, now) ->
                changes.add(SiteChange.of(measure, Match.NONE, identity, null, now)));
        changes.sort(
                Comparator.<SiteChange>comparingLong(change -> Math.abs(change.bytes(measure)))
                        .reversed()
                        .thenComparing(
                                change -> Math.abs(change.blocks(measure)),
                                Comparator.reverseOrder())
                        .thenComparing(change -> change.identity().places())
                        .thenComparing(change -> change.identity().functions()));
        return new RecordingDiff(before, after, measure, changes);
    }

    /// Takes out of both what they have in common in the coarser view.
    private static void byFunctions(
            Measure measure,
            Map<SiteIdentity, Named> old,
            Map<SiteIdentity, Named> left,
            List<SiteChange> changes) {
        Map<String, List<SiteIdentity>> was = grouped(old);
        grouped(left)
                .forEach((functions, nows) -> {
                    List<SiteIdentity> olds = was.get(functions);
                    if (olds != null) {
                        Named before = taken(old, olds);
                        Named after = taken(left, nows);
                        changes.add(
                                SiteChange.of(
                                        measure, Match.FUNCTIONS, nows.getFirst(), before, after));
                    }
                });
    }

    private static Map<String, List<SiteIdentity>> grouped(Map<SiteIdentity, Named> sites) {
        Map<String, List<SiteIdentity>> groups = new LinkedHashMap<>();
        for (SiteIdentity identity : sites.keySet()) {
            // Nothing in common is no likeness.
            if (!identity.functions().isEmpty()) {
                groups.computeIfAbsent(identity.functions(), _ -> new ArrayList<>()).add(identity);
            }
        }
        return groups;
    }

    private static Named taken(Map<SiteIdentity, Named> sites, List<SiteIdentity> identities) {
        Named sum = null;
        for (SiteIdentity identity : identities) {
            Named site = sites.remove(identity);
            if (site != null) {
                sum = sum == null ? site : sum.plus(site);
            }
        }
        if (sum == null) {
            throw new IllegalArgumentException("no site has this identity");
        }
        return sum;
    }

    /// Those that are not as they were, the largest change first.
    public Stream<SiteChange> changed() {
        return changes.stream().filter(change -> change.kind() != SiteChange.Kind.UNCHANGED);
    }

    /// What some sites have together in one of the recordings.
    ///
    /// @param side the recording; yields null for a site that it does not have
    public SiteFigures sum(
            Predicate<SiteChange> of, Function<SiteChange, @Nullable SiteFigures> side) {
        SiteFigures sum = SiteFigures.NONE;
        for (SiteChange change : changes) {
            SiteFigures figures = side.apply(change);
            if (figures != null && of.test(change)) {
                sum = sum.plus(figures);
            }
        }
        return sum;
    }

    /// How many sites changed in a way.
    public long count(SiteChange.Kind kind) {
        return changes.stream().filter(change -> change.kind() == kind).count();
    }
}
