package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Model;
import io.memscope.replay.Passport;
import io.memscope.replay.Site;
import io.memscope.replay.Totals;
import java.io.IOException;
import java.util.Iterator;
import java.util.stream.Stream;

/// `lifetime.json`: how long blocks lived and what became of them, by site. Blocks are listed one
/// by one when they have a passport; the shim alone gives them none.
final class LifetimeReport implements Report {
    private static final long NS_PER_MS = 1_000_000;

    @Override
    public String name() {
        return "lifetime";
    }

    @Override
    public String holds() {
        return "how long blocks lived, by site, and histories of blocks with passports";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        Model model = source.model();
        long listed = source.limit().of(model.sites().size());
        json.writeStartObject();
        new Metadata(source)
                .list(
                        "ownership_histories",
                        source.passports().listed().count(),
                        source.passports().listed().total())
                .list("sites", model.sites().size())
                .open(json, "memscope lifetime tracking");
        json.writeNumberField("total_tracked_allocations", model.totals().totalAllocations());
        json.writeEndObject();
        histories(json, source);
        summary(json, model.totals());
        json.writeArrayFieldStart("sites");
        for (Site site : source.order().byTotalCount().subList(0, (int) listed)) {
            site(json, source, site);
        }
        json.writeEndArray();
        json.writeEndObject();
        return listed;
    }

    private static void histories(JsonGenerator json, ReportSource source) throws IOException {
        PassportFields fields = new PassportFields(json, source);
        PassportSurvey survey = source.passports();
        json.writeArrayFieldStart("ownership_histories");
        try (Stream<Passport> each = survey.each(survey.listed())) {
            for (Iterator<Passport> i = each.iterator(); i.hasNext(); ) {
                history(json, source.model(), fields, i.next());
            }
        }
        json.writeEndArray();
    }

    private static void history(
            JsonGenerator json, Model model, PassportFields fields, Passport passport)
            throws IOException {
        long startWallNs = model.session().startWallNs();
        long until = passport.isOpen() ? model.totals().durationNs() : passport.endedNs();
        json.writeStartObject();
        json.writeStringField("address", Fields.address(passport.address()));
        fields.named("var_name", passport.variable());
        fields.named("type_name", passport.type());
        json.writeNumberField("size", passport.sizeBytes());
        json.writeNumberField("timestamp_alloc", startWallNs + passport.issuedNs());
        Fields.time(
                json,
                "timestamp_dealloc",
                passport.isOpen() ? -1 : startWallNs + passport.endedNs());
        json.writeNumberField("lifetime_ms", (until - passport.issuedNs()) / NS_PER_MS);
        fields.history(passport, startWallNs);
        fields.id("passport_id", passport.id());
        Fields.positive(json, "thread_id", passport.thread());
        Fields.positive(json, "task_id", passport.task());
        json.writeNumberField("stack_id", passport.stack());
        json.writeNumberField("allocated_ns", passport.issuedNs());
        Fields.time(json, "freed_ns", passport.endedNs());
        json.writeNumberField("lifetime_ns", until - passport.issuedNs());
        Fields.text(json, "freed_by", passport.isOpen() ? null : passport.status().label());
        fields.facts(passport);
        json.writeEndObject();
    }

    private static void summary(JsonGenerator json, Totals totals) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("allocated_count", totals.totalAllocations());
        json.writeNumberField("reallocated_count", totals.totalReallocations());
        json.writeNumberField("freed_count", totals.totalDeallocations());
        json.writeNumberField("live_count", totals.activeAllocations());
        json.writeNumberField("temporary_count", totals.temporaryAllocations());
        json.writeNumberField("reallocated_blocks", totals.reallocatedBlocks());
        json.writeNumberField("most_reallocations", totals.mostReallocations());
        Fields.spread(json, "lifetimes", totals.lifetimesNs(), "ns");
        json.writeEndObject();
    }

    private static void site(JsonGenerator json, ReportSource source, Site site)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("stack_id", site.stack());
        Fields.owner(json, source.owners().of(site.stack()));
        json.writeNumberField("allocated_count", site.totalCount() - site.reallocationCount());
        json.writeNumberField("reallocated_in_count", site.reallocationCount());
        json.writeNumberField("reallocated_away_count", site.reallocatedAwayCount());
        json.writeNumberField("freed_count", site.freedCount());
        json.writeNumberField("live_count", site.liveCount());
        json.writeNumberField("temporary_count", site.temporaryCount());
        json.writeNumberField("first_seen_ns", site.firstSeenNs());
        json.writeNumberField("last_seen_ns", site.lastSeenNs());
        Fields.spread(json, "lifetimes", site.lifetimesNs(), "ns");
        json.writeEndObject();
    }
}
