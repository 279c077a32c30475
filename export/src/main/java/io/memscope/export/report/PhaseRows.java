package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Phase;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes the phases between marks, and what of each was alive after it and after later ones.
final class PhaseRows {
    /// Of each phase and each end of one.
    private static final int LISTED_SITES = 20;

    private PhaseRows() {}

    static void write(JsonGenerator json, ReportSource source) throws IOException {
        List<Phase> phases = source.model().phases();
        json.writeArrayFieldStart("phases");
        for (int i = 0; i < phases.size(); i++) {
            phase(json, source, i, phases.get(i));
        }
        json.writeEndArray();
    }

    private static void phase(JsonGenerator json, ReportSource source, int number, Phase phase)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("phase", number);
        Fields.text(json, "name", number == 0 ? null : phase.name());
        json.writeNumberField("begin_ns", phase.beginNs());
        json.writeNumberField("end_ns", phase.endNs());
        json.writeNumberField("total_count", phase.handedOut());
        json.writeNumberField("total_bytes", phase.handedOutBytes());
        json.writeArrayFieldStart("alive");
        for (Phase.Alive alive : phase.alive()) {
            json.writeStartObject();
            json.writeNumberField("after_phase", alive.after());
            json.writeNumberField("blocks", alive.blocks());
            json.writeNumberField("bytes", alive.bytes());
            json.writeArrayFieldStart("sites");
            for (Phase.OfSite site : listed(source, alive).toList()) {
                json.writeStartObject();
                json.writeNumberField("stack_id", site.stack());
                Fields.owner(json, source.owners().of(site.stack()));
                json.writeStringField("site", source.siteLabel(site.stack()));
                json.writeNumberField("blocks", site.blocks());
                json.writeNumberField("bytes", site.bytes());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /// The user's.
    private static Stream<Phase.OfSite> listed(ReportSource source, Phase.Alive alive) {
        return alive.sites().stream()
                .filter(site -> SiteOwner.isUsers(source.owners().of(site.stack())))
                .limit(LISTED_SITES);
    }

    /// The stacks that rows name.
    static IntStream stacks(ReportSource source) {
        return source.model().phases().stream()
                .flatMap(phase -> phase.alive().stream())
                .flatMap(alive -> listed(source, alive))
                .mapToInt(Phase.OfSite::stack);
    }
}
