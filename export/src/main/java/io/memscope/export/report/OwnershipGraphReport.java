package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Holder;
import io.memscope.replay.Passport;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// `ownership_graph.json`: who owns, contains, borrows or was given which passport.
final class OwnershipGraphReport implements Report {
    private static final long NS_PER_SECOND = 1_000_000_000;

    @Override
    public String name() {
        return "ownership_graph";
    }

    @Override
    public String holds() {
        return "who owns, contains, borrows or was given what";
    }

    @Override
    public long write(JsonGenerator json, ReportSource source) throws IOException {
        OwnershipGraph graph = OwnershipGraph.of(source);
        json.writeStartObject();
        new Metadata(source)
                .list("nodes", graph.listed().nodes(), graph.all().nodes())
                .list("edges", graph.listed().edges(), graph.all().edges())
                .open(json, "ownership graph analysis");
        json.writeNumberField("timestamp", source.model().lastEventWallNs() / NS_PER_SECOND);
        json.writeEndObject();
        summary(json, graph);
        PassportFields fields = new PassportFields(json, source);
        json.writeArrayFieldStart("nodes");
        for (Holder holder : graph.holders().values()) {
            node(json, fields, OwnershipNode.of(holder));
        }
        for (long holder : graph.unknownHolders()) {
            node(json, fields, OwnershipNode.ofUnknownHolder(holder));
        }
        for (OwnershipNode party : graph.parties().values()) {
            node(json, fields, party);
        }
        for (var block : graph.containment().blocks().entrySet()) {
            node(json, fields, OwnershipNode.ofBlock(block.getKey(), block.getValue()));
        }
        try (Stream<Passport> each = source.passports().each(source.passports().listed())) {
            for (Iterator<Passport> i = each.iterator(); i.hasNext(); ) {
                for (OwnershipNode node : PassportRelations.of(i.next()).nodes()) {
                    node(json, fields, node);
                }
            }
        }
        json.writeEndArray();
        edges(json, source, graph);
        cycles(json, graph);
        diagnostics(json, graph);
        json.writeEndObject();
        return graph.listed().edges();
    }

    private static void summary(JsonGenerator json, OwnershipGraph graph) throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("total_nodes", graph.all().nodes());
        json.writeNumberField("total_edges", graph.all().edges());
        json.writeNumberField("total_cycles", graph.cycles().size());
        json.writeNumberField("rc_clone_count", graph.all().rcClones());
        json.writeNumberField("arc_clone_count", graph.all().arcClones());
        json.writeBooleanField("has_issues", graph.hasIssues());
        json.writeEndObject();
    }

    private static void node(JsonGenerator json, PassportFields fields, OwnershipNode node)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", node.id());
        fields.named("type_name", node.type());
        Fields.time(json, "size", node.sizeBytes());
        json.writeNullField("stack_ptr");
        json.writeStringField("kind", node.kind());
        fields.named("name", node.name());
        Fields.text(json, "address", node.address() == 0 ? null : Fields.address(node.address()));
        fields.id("passport_id", node.passport());
        fields.id("holder_id", node.holder());
        json.writeNumberField("stack_id", node.stack());
        json.writeEndObject();
    }

    private static void edges(JsonGenerator json, ReportSource source, OwnershipGraph graph)
            throws IOException {
        json.writeArrayFieldStart("edges");
        for (OwnershipEdge edge : graph.containment().edges()) {
            edge(json, edge);
        }
        try (Stream<Passport> each = source.passports().each(source.passports().listed())) {
            for (Iterator<Passport> i = each.iterator(); i.hasNext(); ) {
                for (OwnershipEdge edge : PassportRelations.of(i.next()).edges()) {
                    edge(json, edge);
                }
            }
        }
        json.writeEndArray();
    }

    private static void edge(JsonGenerator json, OwnershipEdge edge) throws IOException {
        json.writeStartObject();
        json.writeStringField("from", edge.from());
        json.writeStringField("to", edge.to());
        json.writeStringField("kind", edge.kind().label());
        json.writeStringField("evidence", edge.evidence().label());
        // What was declared or lies there for all to see is not a matter of degree.
        json.writeNumberField("confidence", 1);
        json.writeNumberField("count", edge.count());
        json.writeNumberField("first_ns", edge.firstNs());
        json.writeNumberField("last_ns", edge.lastNs());
        json.writeEndObject();
    }

    private static void cycles(JsonGenerator json, OwnershipGraph graph) throws IOException {
        json.writeArrayFieldStart("cycles");
        for (List<String> cycle : graph.cycles()) {
            json.writeStartObject();
            nodes(json, cycle);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void nodes(JsonGenerator json, List<String> ids) throws IOException {
        json.writeArrayFieldStart("nodes");
        for (String id : ids) {
            json.writeString(id);
        }
        json.writeEndArray();
    }

    private static void diagnostics(JsonGenerator json, OwnershipGraph graph) throws IOException {
        json.writeObjectFieldStart("diagnostics");
        json.writeArrayFieldStart("issues");
        for (List<String> cycle : graph.cycles()) {
            json.writeStartObject();
            json.writeStringField("type", "OwnershipCycle");
            json.writeStringField("severity", "error");
            nodes(json, cycle);
            json.writeNullField("clone_count");
            json.writeNullField("threshold");
            json.writeEndObject();
        }
        for (OwnershipGraph.Storm storm : graph.storms()) {
            json.writeStartObject();
            json.writeStringField("type", "ArcCloneStorm");
            json.writeStringField("severity", "warning");
            nodes(json, List.of(OwnershipNode.idOfPassport(storm.passport())));
            json.writeNumberField("clone_count", storm.clones());
            json.writeNumberField("threshold", OwnershipGraph.STORM);
            json.writeEndObject();
        }
        json.writeEndArray();
        rootCause(json, graph);
        json.writeEndObject();
    }

    private static void rootCause(JsonGenerator json, OwnershipGraph graph) throws IOException {
        if (!graph.hasIssues()) {
            json.writeNullField("root_cause");
            return;
        }
        boolean cycle = !graph.cycles().isEmpty();
        json.writeObjectFieldStart("root_cause");
        json.writeStringField("cause", cycle ? "OwnershipCycle" : "ArcCloneStorm");
        json.writeStringField(
                "description",
                cycle
                        ? "Owners that own each other: none of them is ever given back first."
                        : "Many counted handles of one block were open at the end.");
        json.writeStringField(
                "impact",
                cycle
                        ? "Their blocks live as long as the process."
                        : "The block lives until the last of them is given up.");
        json.writeEndObject();
    }
}
