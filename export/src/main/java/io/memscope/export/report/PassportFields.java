package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Evidence;
import io.memscope.replay.Passport;
import io.memscope.replay.PassportEvent;
import io.memscope.replay.Side;
import io.memscope.replay.Violation;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes what several reports tell of passports.
final class PassportFields {
    private static final long NS_PER_SECOND = 1_000_000_000;

    private final JsonGenerator json;
    private final long startWallNs;

    PassportFields(JsonGenerator json, ReportSource source) {
        this.json = json;
        this.startWallNs = source.model().session().startWallNs();
    }

    /// A passport's number: they may be beyond 2^53.
    static String id(long passport) {
        return Long.toUnsignedString(passport);
    }

    /// Writes the id of a passport or holder; null for 0, which is none.
    void id(String name, long id) throws IOException {
        Fields.text(json, name, id == 0 ? null : id(id));
    }

    /// Writes what memscope-rs tells of every passport.
    void head(Passport passport) throws IOException {
        id("passport_id", passport.id());
        json.writeStringField("allocation_ptr", Fields.address(passport.address()));
        json.writeNumberField("size_bytes", passport.sizeBytes());
        json.writeStringField("status", passport.status().label());
        seconds("created_at", passport.issuedNs());
    }

    /// Writes what it is, whose, and where and by whom it was issued.
    void identity(Passport passport) throws IOException {
        named("type_name", passport.type());
        named("var_name", passport.variable());
        named("owner", passport.owner());
        id("holder_id", passport.holder());
        json.writeStringField("source", passport.source().label());
        Fields.positive(json, "thread_id", passport.thread());
        Fields.positive(json, "task_id", passport.task());
        json.writeNumberField("stack_id", passport.stack());
    }

    /// Writes what was seen of it and what was only said.
    void facts(Passport passport) throws IOException {
        json.writeBooleanField("declared_only", passport.declaredOnly());
        Evidence end = end(passport);
        Fields.text(json, "end_evidence", end == null ? null : end.label());
        json.writeBooleanField("inside_gap", passport.inGap());
    }

    /// How its end is known; null while it is open.
    static @Nullable Evidence end(Passport passport) {
        if (passport.isOpen()) {
            return null;
        }
        for (PassportEvent event : passport.events()) {
            if (event.status().isFreed()) {
                return event.evidence();
            }
        }
        return null;
    }

    /// Writes the names of what went wrong with it, each once.
    void violations(Passport passport) throws IOException {
        json.writeArrayFieldStart("violations");
        List<String> names =
                passport.violations().stream()
                        .map(violation -> violation.kind().label())
                        .distinct()
                        .toList();
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    /// Writes what happened, oldest first.
    void events(String name, Passport passport, Predicate<PassportEvent> which) throws IOException {
        json.writeArrayFieldStart(name);
        for (PassportEvent event : passport.events()) {
            if (which.test(event)) {
                event(event);
            }
        }
        json.writeEndArray();
    }

    /// Writes the same in the units of `lifetime.json`.
    void history(Passport passport, long startWallNs) throws IOException {
        json.writeArrayFieldStart("events");
        for (PassportEvent event : passport.events()) {
            json.writeStartObject();
            json.writeStringField("event_type", PassportWords.event(event));
            json.writeNumberField("timestamp", startWallNs + event.atNs());
            named("context", event.label());
            occurrence(event);
            Fields.text(json, "side", event.side() == Side.UNKNOWN ? null : event.side().label());
            json.writeStringField("evidence", event.evidence().label());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /// When, how often and where.
    private void occurrence(PassportEvent event) throws IOException {
        json.writeNumberField("at_ns", event.atNs());
        json.writeNumberField("last_at_ns", event.lastAtNs());
        json.writeNumberField("count", event.count());
        Fields.positive(json, "thread_id", event.thread());
        Fields.positive(json, "task_id", event.task());
        json.writeNumberField("stack_id", event.stack());
    }

    private void event(PassportEvent event) throws IOException {
        json.writeStartObject();
        seconds("timestamp", event.atNs());
        json.writeStringField("event_type", PassportWords.event(event));
        named("context", event.label());
        named("function", PassportWords.isOfFunction(event.kind()) ? event.label() : "");
        occurrence(event);
        json.writeStringField("evidence", event.evidence().label());
        json.writeStringField("status", event.status().label());
        Fields.text(json, "side", event.side() == Side.UNKNOWN ? null : event.side().label());
        json.writeEndObject();
    }

    /// Writes who broke a rule of custody and what had been agreed, with both stacks.
    void violation(Violation violation, ReportSource source, Frames frames) throws IOException {
        json.writeStringField("kind", violation.kind().label());
        id("passport_id", violation.passport());
        Passport passport = source.passports().passports().find(violation.passport()).orElse(null);
        named("type_name", passport == null ? "" : passport.type());
        named("var_name", passport == null ? "" : passport.variable());
        named("owner", passport == null ? "" : passport.owner());
        if (passport == null) {
            json.writeNullField("size_bytes");
        } else {
            json.writeNumberField("size_bytes", passport.sizeBytes());
        }
        json.writeStringField("message", ViolationText.of(source, violation));
        json.writeStringField("status_before", violation.before().label());
        json.writeNumberField("at_ns", violation.atNs());
        json.writeStringField("evidence", violation.evidence().label());
        json.writeBooleanField("inside_gap", violation.inGap());
        named("context", violation.label());
        who(violation.thread(), violation.task(), violation.stack(), frames);
        json.writeObjectFieldStart("given");
        json.writeStringField(
                "event_type", PassportWords.kind(violation.given(), violation.before()));
        json.writeNumberField("at_ns", violation.givenAtNs());
        named("context", violation.givenLabel());
        who(violation.givenThread(), violation.givenTask(), violation.givenStack(), frames);
        json.writeEndObject();
    }

    private void who(int thread, int task, int stack, Frames frames) throws IOException {
        Fields.positive(json, "thread_id", thread);
        Fields.positive(json, "task_id", task);
        json.writeNumberField("stack_id", stack);
        frames.write(json, stack);
    }

    /// Writes a name; null for one that is not known.
    void named(String name, String value) throws IOException {
        Fields.text(json, name, value.isEmpty() ? null : value);
    }

    /// Writes a time that memscope-rs tells in seconds since 1970.
    void seconds(String name, long ns) throws IOException {
        json.writeNumberField(name, (startWallNs + ns) / NS_PER_SECOND);
    }
}
