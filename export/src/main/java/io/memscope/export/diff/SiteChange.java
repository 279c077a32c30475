package io.memscope.export.diff;

import io.memscope.owner.SiteOwner;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What became of a site from one recording to the other.
///
/// @param identity in the newer one, if it is there
/// @param owner null where nothing is known
/// @param frames labels, innermost first
/// @param before null when it was not there
/// @param after null when it is not there
public record SiteChange(
        Kind kind,
        Match match,
        SiteIdentity identity,
        String label,
        @Nullable SiteOwner owner,
        List<String> frames,
        @Nullable SiteFigures before,
        @Nullable SiteFigures after) {
    /// In which way it changed.
    public enum Kind {
        /// It has what it had not before.
        NEW,
        /// It has nothing of what it had.
        GONE,
        /// It has more.
        GROWN,
        /// It has less.
        SHRUNK,
        /// It has as much.
        UNCHANGED;

        /// As it is spelt in JSON.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How the two were found to be the same site.
    public enum Match {
        /// File, function and line of every frame are the same.
        LINES,
        /// File and function of every frame are; a line moved, or is known in one only.
        FUNCTIONS,
        /// It is in one of them only.
        NONE;

        /// As it is spelt in JSON.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static SiteChange of(
            Measure measure,
            Match match,
            SiteIdentity identity,
            RecordedSites.@Nullable Named before,
            RecordedSites.@Nullable Named after) {
        RecordedSites.Named told = after == null ? before : after;
        if (told == null) {
            throw new IllegalArgumentException("the site is in neither recording");
        }
        SiteFigures old = before == null ? null : before.figures();
        SiteFigures now = after == null ? null : after.figures();
        return new SiteChange(
                kind(measure, old, now),
                match,
                identity,
                told.label(),
                told.owner(),
                told.frames(),
                old,
                now);
    }

    private static Kind kind(
            Measure measure, @Nullable SiteFigures before, @Nullable SiteFigures after) {
        SiteFigures old = before == null ? SiteFigures.NONE : before;
        SiteFigures now = after == null ? SiteFigures.NONE : after;
        boolean was = measure.blocks(old) > 0;
        boolean is = measure.blocks(now) > 0;
        if (was != is) {
            return is ? Kind.NEW : Kind.GONE;
        }
        int more = Long.compare(measure.bytes(now), measure.bytes(old));
        if (more == 0) {
            more = Long.compare(measure.blocks(now), measure.blocks(old));
        }
        return more == 0 ? Kind.UNCHANGED : more > 0 ? Kind.GROWN : Kind.SHRUNK;
    }

    /// Bytes more than before; negative when less.
    public long bytes(Measure measure) {
        return measure.bytes(after == null ? SiteFigures.NONE : after)
                - measure.bytes(before == null ? SiteFigures.NONE : before);
    }

    /// Blocks more than before; negative when less.
    public long blocks(Measure measure) {
        return measure.blocks(after == null ? SiteFigures.NONE : after)
                - measure.blocks(before == null ? SiteFigures.NONE : before);
    }
}
