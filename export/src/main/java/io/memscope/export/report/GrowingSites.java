package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Growth;
import io.memscope.replay.Site;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;

/// The sites of the user's code whose live bytes rise all the time, whether or not they are given
/// back in the end: the fastest first, then by stack id. Without those that a suppression rule
/// takes out.
public record GrowingSites(List<Site> sites) {
    private static final Comparator<Site> FASTEST_FIRST =
            Comparator.comparingDouble(GrowingSites::bytesPerSecond)
                    .reversed()
                    .thenComparingInt(Site::stack);

    /// Copies the list.
    public GrowingSites {
        sites = List.copyOf(sites);
    }

    /// Looks through all sites.
    public static GrowingSites of(ReportSource source) {
        return new GrowingSites(
                source.model().sites().stream()
                        .filter(site -> site.growth().isGrowing())
                        .filter(site -> SiteOwner.isUsers(source.owners().of(site.stack())))
                        .filter(site -> !isSuppressed(source, site))
                        .sorted(FASTEST_FIRST)
                        .toList());
    }

    private static boolean isSuppressed(ReportSource source, Site site) {
        return !source.suppressions().isEmpty()
                && source.suppressions().match(source.names().frames(site.stack())).isPresent();
    }

    private static double bytesPerSecond(Site site) {
        Double slope = site.growth().bytesPerSecond();
        return slope == null ? 0 : slope;
    }

    void write(JsonGenerator json, ReportSource source, Frames frames) throws IOException {
        json.writeArrayFieldStart("growing");
        for (Site site : sites.subList(0, (int) source.limit().of(sites.size()))) {
            json.writeStartObject();
            json.writeNumberField("stack_id", site.stack());
            Fields.owner(json, source.owners().of(site.stack()));
            json.writeStringField("site", source.siteLabel(site.stack()));
            trend(json, site.growth());
            json.writeNumberField("live_count", site.liveCount());
            json.writeNumberField("live_bytes", site.liveBytes());
            json.writeNumberField("peak_bytes", site.peakBytes());
            json.writeNumberField("total_count", site.totalCount());
            json.writeNumberField("freed_count", site.freedCount());
            json.writeNumberField("first_seen_ns", site.firstSeenNs());
            json.writeNumberField("last_seen_ns", site.lastSeenNs());
            json.writeStringField("evidence", "inferred");
            frames.write(json, site.stack());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// Writes what a trend says.
    static void trend(JsonGenerator json, Growth growth) throws IOException {
        Fields.rounded(json, "growth_bytes_per_second", growth.bytesPerSecond());
        Fields.rounded(json, "growth_confidence", growth.confidence());
        Long risen = growth.risenBytes();
        if (risen == null) {
            json.writeNullField("growth_risen_bytes");
        } else {
            json.writeNumberField("growth_risen_bytes", risen);
        }
    }
}
