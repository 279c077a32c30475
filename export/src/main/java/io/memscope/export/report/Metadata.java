package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.export.symbol.SymbolSource;
import io.memscope.replay.Completeness;
import io.memscope.replay.Evidence;
import io.memscope.replay.PassportTotals;
import io.memscope.store.Counters;
import io.memscope.store.Session;
import java.io.IOException;
import java.time.Instant;

/// The head of each report: which session, and how far it can be trusted.
final class Metadata {
    private final ReportSource source;
    private final CutLists cut;

    Metadata(ReportSource source) {
        this.source = source;
        cut = new CutLists(source.limit());
    }

    /// Names a list that the limit applies to.
    Metadata list(String name, long total) {
        cut.list(name, total);
        return this;
    }

    /// Names a list that is cut by more than the limit.
    Metadata list(String name, long listed, long total) {
        cut.list(name, listed, total);
        return this;
    }

    /// Opens the object and writes what all reports have; the caller adds its own and closes it.
    void open(JsonGenerator json, String specification) throws IOException {
        ReportFormat.openMetadata(json, specification);
        json.writeStringField("export_timestamp", wallTime(source.model().lastEventWallNs()));
        session(json, source.model().session(), source.queue());
        completeness(json);
    }

    static String wallTime(long wallNs) {
        return Instant.ofEpochSecond(0, wallNs).toString();
    }

    static String id(Session session) {
        return Long.toString(session.startWallNs());
    }

    static void session(JsonGenerator json, Session session, String queue) throws IOException {
        json.writeObjectFieldStart("session");
        json.writeStringField("id", id(session));
        json.writeNumberField("pid", session.pid());
        json.writeArrayFieldStart("command");
        for (String argument : session.command()) {
            json.writeString(argument);
        }
        json.writeEndArray();
        json.writeStringField("host", session.host());
        json.writeStringField("queue", queue);
        json.writeEndObject();
    }

    private void completeness(JsonGenerator json) throws IOException {
        Completeness completeness = source.model().completeness();
        json.writeObjectFieldStart("completeness");
        json.writeBooleanField("complete", isComplete(source));
        ReportFormat.writeProcessEnd(json, completeness.endedCleanly());
        json.writeNumberField("events", completeness.events());
        json.writeNumberField("gaps", completeness.gapsTotal());
        json.writeNumberField("events_not_recorded", completeness.eventsNotRecorded());
        json.writeNumberField("unmatched_frees", completeness.unmatchedFrees());
        json.writeNumberField("inherited_frees", completeness.inheritedFrees());
        json.writeNumberField("overlapping_allocations", completeness.overlaps());
        json.writeNumberField("undefined_stacks", completeness.undefinedStacks());
        json.writeNumberField("stacks_given_up", completeness.counters().stacksGivenUp());
        json.writeNumberField("unknown_events", completeness.unknownEvents());
        json.writeNumberField("open_chunks", completeness.openChunks());
        json.writeNumberField("corrupt_chunks", completeness.corruptChunks());
        json.writeNumberField("broken_chunks", completeness.brokenChunks());
        json.writeNumberField("missing_chunks", completeness.missingChunks());
        json.writeNumberField("clock_steps_back", completeness.clockStepsBack());
        Boolean tailerAgrees = source.tailer().agrees();
        if (tailerAgrees == null) {
            json.writeNullField("tailer_agrees");
        } else {
            json.writeBooleanField("tailer_agrees", tailerAgrees);
        }
        StackCompleteness.of(source.model()).write(json);
        json.writeNumberField(
                "modules_replaced", source.names().modulesWith(SymbolSource.REPLACED));
        json.writeNumberField("modules_missing", source.names().modulesWith(SymbolSource.MISSING));
        tracking(json);
        sampling(json, completeness);
        SelectionFields.write(json, source.model().selected());
        cut.write(json);
        json.writeEndObject();
    }

    /// Nothing is known to be missing, and Chronicle's reader, where asked, says so too.
    static boolean isComplete(ReportSource source) {
        return source.seesAllocations()
                && source.model().completeness().isComplete()
                && !Boolean.FALSE.equals(source.tailer().agrees());
    }

    /// What is known of passports and tasks because the recorder saw it, and what because the
    /// program said so.
    private void tracking(JsonGenerator json) throws IOException {
        PassportTotals passports = source.model().passports().totals();
        boolean hasTasks = !source.model().tasks().isEmpty();
        Counters counters = source.model().definitions().counters();
        json.writeObjectFieldStart("tracking");
        json.writeStringField(
                "allocations", source.seesAllocations() ? "observed" : "not_recorded");
        Fields.text(json, "custody", passports.issued() == 0 ? null : Evidence.DECLARED.label());
        Fields.text(json, "tasks", hasTasks ? Evidence.DECLARED.label() : null);
        json.writeNumberField("passports", passports.issued());
        json.writeNumberField("passports_declared_only", passports.declaredOnly());
        json.writeNumberField("ends_observed", passports.endsObserved());
        json.writeNumberField("ends_declared", passports.endsDeclared());
        json.writeNumberField("ends_inferred", passports.endsInferred());
        json.writeNumberField("issues_not_recorded", passports.unknownIssues());
        json.writeNumberField("late_steps", passports.lateSteps());
        json.writeNumberField("names_refused", counters.namesRefused());
        json.writeNumberField("tasks_refused", counters.tasksRefused());
        json.writeEndObject();
    }

    private static void sampling(JsonGenerator json, Completeness completeness) throws IOException {
        json.writeObjectFieldStart("sampling");
        json.writeStringField("mode", completeness.sampledEvents() == 0 ? "exact" : "sampled");
        json.writeNullField("mean_bytes");
        json.writeEndObject();
    }
}
