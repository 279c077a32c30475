package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.EndedPassports;
import io.memscope.replay.Holder;
import io.memscope.replay.Passport;
import io.memscope.replay.PassportStatus;
import io.memscope.replay.PassportTotals;
import io.memscope.replay.Passports;
import io.memscope.replay.ViolationKind;
import java.io.IOException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// `memory_passports.json`: every passport that is kept one by one, those that are not as totals,
/// and the arenas and allocators that own them.
final class MemoryPassportsReport implements Report {
    /// Of alike passports that ended well, most first.
    private static final Comparator<EndedPassports> MOST_FIRST =
            Comparator.comparingLong(EndedPassports::count)
                    .reversed()
                    .thenComparingInt(EndedPassports::stack)
                    .thenComparing(EndedPassports::owner)
                    .thenComparing(EndedPassports::type)
                    .thenComparing(EndedPassports::source)
                    .thenComparing(EndedPassports::status);

    /// Those with open passports first, then by id.
    private static final Comparator<Holder> OPEN_FIRST =
            Comparator.comparingLong(Holder::open).reversed().thenComparingLong(Holder::id);

    @Override
    public String name() {
        return "memory_passports";
    }

    @Override
    public String holds() {
        return "blocks that crossed to native code or could: who owns them, who has them";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        PassportSurvey survey = source.passports();
        Passports passports = survey.passports();
        List<EndedPassports> ended = ended(source).toList();
        List<Holder> holders = holders(source).toList();
        json.writeStartObject();
        new Metadata(source)
                .list("memory_passports", survey.listed().count(), survey.listed().total())
                .list("ended_passports", ended.size(), passports.ended().size())
                .list("holders", holders.size(), passports.holdersTotal())
                .open(json, "memory passport tracking");
        json.writeNumberField("total_passports", passports.totals().issued());
        json.writeEndObject();
        summary(json, passports.totals());
        PassportFields fields = new PassportFields(json, source);
        json.writeArrayFieldStart("memory_passports");
        try (Stream<Passport> each = survey.each(survey.listed())) {
            for (Iterator<Passport> i = each.iterator(); i.hasNext(); ) {
                passport(json, source, fields, i.next());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("ended_passports");
        for (EndedPassports row : ended) {
            ended(json, fields, row);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("holders");
        for (Holder holder : holders) {
            holder(json, fields, holder);
        }
        json.writeEndArray();
        json.writeEndObject();
        return survey.listed().count();
    }

    /// The rows of those that are not kept one by one.
    static Stream<EndedPassports> ended(ReportSource source) {
        return source.model().passports().ended().stream()
                .sorted(MOST_FIRST)
                .limit(source.limit().of(Long.MAX_VALUE));
    }

    /// The arenas and allocators that are listed, by id.
    static Stream<Holder> holders(ReportSource source) {
        return source.model().passports().holders().stream()
                .sorted(OPEN_FIRST)
                .limit(source.limit().of(Long.MAX_VALUE))
                .sorted(Comparator.comparingLong(Holder::id));
    }

    private static void summary(JsonGenerator json, PassportTotals totals) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("issued", totals.issued());
        json.writeNumberField("issued_bytes", totals.issuedBytes());
        json.writeNumberField("open", totals.open());
        json.writeNumberField("open_bytes", totals.openBytes());
        json.writeNumberField("lifecycle_events", totals.events());
        json.writeArrayFieldStart("by_status");
        for (PassportStatus status : PassportStatus.values()) {
            json.writeStartObject();
            json.writeStringField("status", status.label());
            json.writeStringField("custodian", status.custodian().label());
            json.writeNumberField("count", totals.byStatus().getOrDefault(status, 0L));
            json.writeNumberField("bytes", totals.bytesByStatus().getOrDefault(status, 0L));
            json.writeEndObject();
        }
        json.writeEndArray();
        LeakedPassports.write(json, totals);
        violations(json, totals);
        json.writeEndObject();
    }

    /// Writes how many of each kind there were, also none.
    static void violations(JsonGenerator json, PassportTotals totals) throws IOException {
        json.writeNumberField("violating_passports", totals.violating());
        json.writeArrayFieldStart("by_violation");
        for (ViolationKind kind : ViolationKind.values()) {
            json.writeStartObject();
            json.writeStringField("kind", kind.label());
            json.writeNumberField("count", totals.violations().getOrDefault(kind, 0L));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void passport(
            JsonGenerator json, ReportSource source, PassportFields fields, Passport passport)
            throws IOException {
        json.writeStartObject();
        fields.head(passport);
        json.writeNumberField("lifecycle_events", passport.eventsTotal());
        fields.seconds("updated_at", passport.updatedNs());
        fields.identity(passport);
        json.writeStringField("custodian", passport.custodian().label());
        json.writeNumberField("lendings", passport.lendings());
        json.writeNumberField("handles", passport.handles());
        block(json, passport);
        json.writeNumberField("issued_ns", passport.issuedNs());
        json.writeNumberField("updated_ns", passport.updatedNs());
        if (passport.isOpen()) {
            json.writeNullField("ended_ns");
        } else {
            json.writeNumberField("ended_ns", passport.endedNs());
        }
        fields.facts(passport);
        Fields.text(json, "leak", passport.leak() == null ? null : passport.leak().label());
        fields.violations(passport);
        if (source.detail() == PassportDetail.EVENTS) {
            fields.events("events", passport, _ -> true);
        }
        json.writeEndObject();
    }

    /// The block of the allocator, which starts before the passport's range where it is aligned or
    /// part of a pool.
    private static void block(JsonGenerator json, Passport passport) throws IOException {
        if (passport.blockAddress() == 0) {
            json.writeNullField("block");
            return;
        }
        json.writeObjectFieldStart("block");
        json.writeStringField("address", Fields.address(passport.blockAddress()));
        json.writeNumberField("size_bytes", passport.blockSizeBytes());
        json.writeEndObject();
    }

    private static void ended(JsonGenerator json, PassportFields fields, EndedPassports row)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("stack_id", row.stack());
        fields.named("type_name", row.type());
        fields.named("owner", row.owner());
        json.writeStringField("source", row.source().label());
        json.writeStringField("status", row.status().label());
        json.writeNumberField("count", row.count());
        json.writeNumberField("total_bytes", row.sizeBytes());
        json.writeNumberField("lifecycle_events", row.events());
        json.writeNumberField(
                "mean_lifetime_ns", row.count() == 0 ? 0 : row.lifetimeNs() / row.count());
        json.writeEndObject();
    }

    private static void holder(JsonGenerator json, PassportFields fields, Holder holder)
            throws IOException {
        json.writeStartObject();
        fields.id("holder_id", holder.id());
        fields.named("name", holder.name());
        json.writeStringField("source", holder.source().label());
        Fields.time(json, "opened_ns", holder.openedNs());
        Fields.time(json, "closed_ns", holder.closedNs());
        Fields.positive(json, "thread_id", holder.openedThread());
        Fields.positive(json, "task_id", holder.openedTask());
        json.writeNumberField("stack_id", holder.openedStack());
        json.writeNumberField("closed_stack_id", holder.closedStack());
        json.writeNumberField("issued", holder.issued());
        json.writeNumberField("issued_bytes", holder.issuedBytes());
        json.writeNumberField("open", holder.open());
        json.writeNumberField("open_bytes", holder.openBytes());
        json.writeEndObject();
    }
}
