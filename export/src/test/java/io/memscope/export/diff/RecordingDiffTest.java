package io.memscope.export.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.memscope.export.diff.SiteChange.Kind;
import io.memscope.export.diff.SiteChange.Match;
import io.memscope.owner.SiteOwner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordingDiffTest {
    private final Map<SiteIdentity, RecordedSites.Named> before = new LinkedHashMap<>();
    private final Map<SiteIdentity, RecordedSites.Named> after = new LinkedHashMap<>();

    /// `function:line`, and what is live of it.
    private static void add(
            Map<SiteIdentity, RecordedSites.Named> to, String place, long bytes, long blocks) {
        String function = place.substring(0, place.indexOf(':'));
        to.put(
                new SiteIdentity(place, function),
                new RecordedSites.Named(
                        place,
                        SiteOwner.PROGRAM,
                        List.of(place),
                        new SiteFigures(bytes, blocks, bytes * 2, bytes * 10, blocks * 10)));
    }

    private RecordingDiff diff(Measure measure) {
        return RecordingDiff.of(recording(before), recording(after), measure);
    }

    private static RecordedSites recording(Map<SiteIdentity, RecordedSites.Named> sites) {
        return new RecordedSites("run", List.of(), List.of(), sites);
    }

    @Test
    void eachSiteChangedInOneWay() {
        add(before, "gone:1", 50, 5);
        add(before, "grown:1", 10, 1);
        add(before, "shrunk:1", 40, 4);
        add(before, "same:1", 7, 1);
        add(before, "freed:1", 30, 1);
        add(after, "grown:1", 110, 11);
        add(after, "shrunk:1", 20, 2);
        add(after, "same:1", 7, 1);
        add(after, "freed:1", 0, 0);
        add(after, "new:1", 70, 1);

        RecordingDiff diff = diff(Measure.LIVE);

        assertThat(diff.changes())
                .extracting(SiteChange::label, SiteChange::kind, c -> c.bytes(Measure.LIVE))
                .containsExactly(
                        tuple("grown:1", Kind.GROWN, 100L),
                        tuple("new:1", Kind.NEW, 70L),
                        tuple("gone:1", Kind.GONE, -50L),
                        tuple("freed:1", Kind.GONE, -30L),
                        tuple("shrunk:1", Kind.SHRUNK, -20L),
                        tuple("same:1", Kind.UNCHANGED, 0L));
        assertThat(diff.count(Kind.GONE)).isEqualTo(2);
    }

    @Test
    void aSiteWhoseLineMovedIsFoundByItsFunctions() {
        add(before, "add:12", 10, 1);
        add(before, "load:3", 10, 1);
        add(after, "add:14", 15, 2);
        add(after, "load:3", 10, 1);

        assertThat(diff(Measure.LIVE).changes())
                .extracting(SiteChange::label, SiteChange::kind, SiteChange::match)
                .containsExactly(
                        tuple("add:14", Kind.GROWN, Match.FUNCTIONS),
                        tuple("load:3", Kind.UNCHANGED, Match.LINES));
    }

    @Test
    void twoLinesOfAFunctionThatMovedAreTakenTogether() {
        add(before, "add:12", 10, 1);
        add(before, "add:20", 5, 1);
        add(after, "add:14", 10, 1);
        add(after, "add:22", 5, 1);

        assertThat(diff(Measure.LIVE).changes())
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.kind()).isEqualTo(Kind.UNCHANGED);
                    assertThat(change.after()).isEqualTo(new SiteFigures(15, 2, 30, 150, 20));
                });
    }

    @Test
    void sitesWithoutAnyNameAreNotTakenForEachOther() {
        before.put(
                new SiteIdentity("shop+0x10", ""),
                new RecordedSites.Named(
                        "shop+0x10", null, List.of(), new SiteFigures(1, 1, 1, 1, 1)));
        after.put(
                new SiteIdentity("shop+0x20", ""),
                new RecordedSites.Named(
                        "shop+0x20", null, List.of(), new SiteFigures(1, 1, 1, 1, 1)));

        assertThat(diff(Measure.LIVE).changes())
                .extracting(SiteChange::kind, SiteChange::match)
                .containsExactly(tuple(Kind.GONE, Match.NONE), tuple(Kind.NEW, Match.NONE));
    }

    @Test
    void whatWasHandedOutCanBeCompared() {
        add(before, "add:1", 0, 0);
        add(after, "add:1", 0, 0);
        before.replaceAll((_, site) -> total(site, 100));
        after.replaceAll((_, site) -> total(site, 300));

        assertThat(diff(Measure.TOTAL).changes())
                .singleElement()
                .satisfies(change -> assertThat(change.bytes(Measure.TOTAL)).isEqualTo(200));
        assertThat(diff(Measure.LIVE).changes())
                .singleElement()
                .satisfies(change -> assertThat(change.kind()).isEqualTo(Kind.UNCHANGED));
    }

    private static RecordedSites.Named total(RecordedSites.Named site, long bytes) {
        return new RecordedSites.Named(
                site.label(), site.owner(), site.frames(), new SiteFigures(0, 0, 0, bytes, 1));
    }
}
