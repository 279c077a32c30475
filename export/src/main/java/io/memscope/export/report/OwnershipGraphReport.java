package io.memscope.export.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memscope.replay.Evidence;
import io.memscope.replay.Holder;
import io.memscope.replay.Passport;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// `ownership_graph.json`: who owns, contains, borrows or was given which passport.
final class OwnershipGraphReport implements Report {
    private static final long NS_PER_SECOND = 1_000_000_000;

    /// What was declared or lies there for all to see is not a matter of degree.
    private static final double CERTAIN = 1;

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
        BlockOwnership blocks = BlockOwnership.of(source.model(), source.limit());
        json.writeStartObject();
        new Metadata(source)
                .list(
                        "nodes",
                        graph.listed().nodes() + blocks.listedNodes(),
                        graph.all().nodes() + blocks.nodes())
                .list(
                        "edges",
                        graph.listed().edges() + blocks.listedEdges(),
                        graph.all().edges() + blocks.edges())
                .list(
                        "cycles",
                        graph.cycles().size() + blocks.listedCycles(),
                        graph.cycles().size() + (long) blocks.cycles())
                .open(json, "ownership graph analysis");
        json.writeNumberField("timestamp", source.model().lastEventWallNs() / NS_PER_SECOND);
        json.writeEndObject();
        summary(json, graph, blocks);
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
        for (Iterator<OwnershipNode> i = blocks.eachNode().iterator(); i.hasNext(); ) {
            OwnershipNode block = i.next();
            if (!graph.containment().blocks().containsKey(block.address())) {
                node(json, fields, block);
            }
        }
        json.writeEndArray();
        edges(json, source, graph, blocks);
        cycles(json, graph, blocks);
        diagnostics(json, graph, blocks);
        json.writeEndObject();
        return graph.listed().edges() + blocks.listedEdges();
    }

    private static void summary(JsonGenerator json, OwnershipGraph graph, BlockOwnership blocks)
            throws IOException {
        json.writeObjectFieldStart("summary");
        json.writeNumberField("total_nodes", graph.all().nodes() + blocks.nodes());
        json.writeNumberField("total_edges", graph.all().edges() + blocks.edges());
        json.writeNumberField("total_cycles", graph.cycles().size() + (long) blocks.cycles());
        json.writeNumberField("rc_clone_count", graph.all().rcClones());
        json.writeNumberField("arc_clone_count", graph.all().arcClones());
        json.writeBooleanField("has_issues", graph.hasIssues() || blocks.hasLostCycles());
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

    private static void edges(
            JsonGenerator json, ReportSource source, OwnershipGraph graph, BlockOwnership blocks)
            throws IOException {
        json.writeArrayFieldStart("edges");
        for (OwnershipEdge edge : graph.containment().edges()) {
            edge(json, edge, CERTAIN);
        }
        try (Stream<Passport> each = source.passports().each(source.passports().listed())) {
            for (Iterator<Passport> i = each.iterator(); i.hasNext(); ) {
                for (OwnershipEdge edge : PassportRelations.of(i.next()).edges()) {
                    edge(json, edge, CERTAIN);
                }
            }
        }
        for (Iterator<OwnershipEdge> i = blocks.eachEdge().iterator(); i.hasNext(); ) {
            edge(json, i.next(), blocks.confidence());
        }
        json.writeEndArray();
    }

    private static void edge(JsonGenerator json, OwnershipEdge edge, double confidence)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("from", edge.from());
        json.writeStringField("to", edge.to());
        json.writeStringField("kind", edge.kind().label());
        json.writeStringField("evidence", edge.evidence().label());
        if (confidence == CERTAIN) {
            json.writeNumberField("confidence", 1);
        } else {
            json.writeNumberField("confidence", confidence);
        }
        json.writeNumberField("count", edge.count());
        json.writeNumberField("first_ns", edge.firstNs());
        json.writeNumberField("last_ns", edge.lastNs());
        json.writeEndObject();
    }

    private static void cycles(JsonGenerator json, OwnershipGraph graph, BlockOwnership blocks)
            throws IOException {
        json.writeArrayFieldStart("cycles");
        for (List<String> cycle : graph.cycles()) {
            json.writeStartObject();
            nodes(json, cycle);
            json.writeStringField("evidence", Evidence.DECLARED.label());
            json.writeNullField("unreachable");
            json.writeEndObject();
        }
        for (Iterator<BlockOwnership.Cycle> i = blocks.eachCycle().iterator(); i.hasNext(); ) {
            BlockOwnership.Cycle cycle = i.next();
            json.writeStartObject();
            nodes(json, cycle.nodes());
            json.writeStringField("evidence", Evidence.INFERRED.label());
            json.writeBooleanField("unreachable", cycle.isLost());
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

    private static void diagnostics(JsonGenerator json, OwnershipGraph graph, BlockOwnership blocks)
            throws IOException {
        json.writeObjectFieldStart("diagnostics");
        json.writeArrayFieldStart("issues");
        for (List<String> cycle : graph.cycles()) {
            cycleIssue(json, cycle);
        }
        // Blocks that lead to each other are usual; nobody can free them once they are lost.
        for (Iterator<BlockOwnership.Cycle> i = blocks.eachCycle().iterator(); i.hasNext(); ) {
            BlockOwnership.Cycle cycle = i.next();
            if (cycle.isLost()) {
                cycleIssue(json, cycle.nodes());
            }
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
        rootCause(json, graph, !graph.cycles().isEmpty() || blocks.hasLostCycles());
        json.writeEndObject();
    }

    private static void cycleIssue(JsonGenerator json, List<String> cycle) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "OwnershipCycle");
        json.writeStringField("severity", "error");
        nodes(json, cycle);
        json.writeNullField("clone_count");
        json.writeNullField("threshold");
        json.writeEndObject();
    }

    private static void rootCause(JsonGenerator json, OwnershipGraph graph, boolean cycle)
            throws IOException {
        if (!cycle && !graph.hasIssues()) {
            json.writeNullField("root_cause");
            return;
        }
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
