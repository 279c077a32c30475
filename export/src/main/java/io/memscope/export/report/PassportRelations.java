package io.memscope.export.report;

import io.memscope.replay.Evidence;
import io.memscope.replay.Passport;
import io.memscope.replay.PassportEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one passport's history says of ownership: its edges, and the nodes that are its own.
final class PassportRelations {
    /// Where a history does not name the other side.
    private static final String SOME_FOREIGN_CODE = "foreign code";

    private final Passport passport;
    private final String self;
    private final Map<String, OwnershipEdge> edges = new LinkedHashMap<>();
    private final Map<String, OwnershipNode> nodes = new LinkedHashMap<>();

    /// Names that others share.
    private final Map<String, OwnershipNode> parties = new LinkedHashMap<>();

    private PassportRelations(Passport passport) {
        this.passport = passport;
        this.self = OwnershipNode.idOfPassport(passport.id());
    }

    static PassportRelations of(Passport passport) {
        PassportRelations relations = new PassportRelations(passport);
        relations.look();
        return relations;
    }

    /// In the order in which they came to be.
    List<OwnershipEdge> edges() {
        return List.copyOf(edges.values());
    }

    /// The passport, its slices and handles.
    List<OwnershipNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /// Named owners and foreign code.
    List<OwnershipNode> parties() {
        return List.copyOf(parties.values());
    }

    private void look() {
        node(OwnershipNode.of(passport));
        owner();
        List<PassportEvent> events = new ArrayList<>(passport.events());
        for (PassportEvent event : events) {
            look(event);
        }
    }

    private void owner() {
        long issuedNs = passport.issuedNs();
        if (passport.holder() != 0) {
            String holder = OwnershipNode.idOfHolder(passport.holder());
            edge(holder, self, OwnershipKind.OWNS, 1, issuedNs, issuedNs);
        } else if (!passport.owner().isEmpty()) {
            String owner = OwnershipNode.idOfOwner(passport.owner());
            parties.putIfAbsent(owner, OwnershipNode.ofName(owner, "owner", passport.owner()));
            edge(owner, self, OwnershipKind.OWNS, 1, issuedNs, issuedNs);
        }
    }

    private void look(PassportEvent event) {
        switch (event.kind()) {
            case LENT ->
                    edge(
                            self,
                            foreign(event.label()),
                            event.detail() == 0
                                    ? OwnershipKind.SHARED_BORROW
                                    : OwnershipKind.MUT_BORROW,
                            event);
            case HANDED_OVER -> edge(self, foreign(event.label()), OwnershipKind.MOVE, event);
            case RECLAIMED -> edge(foreign(event.label()), self, OwnershipKind.MOVE, event);
            // The label is the function that releases it, not whom it came from.
            case ADOPTED -> edge(foreign(passport.owner()), self, OwnershipKind.MOVE, event);
            case RETAINED ->
                    edge(
                            self,
                            handle(event.label()),
                            event.detail() == 0 ? OwnershipKind.ARC_CLONE : OwnershipKind.RC_CLONE,
                            event);
            case SLICED -> edge(self, slice(event), OwnershipKind.CONTAINS, event);
            default -> {
                // Says nothing of who owns it.
            }
        }
    }

    private String foreign(String name) {
        String known = name.isEmpty() ? SOME_FOREIGN_CODE : name;
        String id = OwnershipNode.idOfForeign(known);
        parties.putIfAbsent(id, OwnershipNode.ofName(id, "foreign", known));
        return id;
    }

    private String handle(String name) {
        String id = OwnershipNode.idOfHandle(passport.id(), name);
        node(new OwnershipNode(id, "handle", name, "", 0, -1, passport.id(), 0, 0));
        return id;
    }

    private String slice(PassportEvent event) {
        String id = OwnershipNode.idOfSlice(passport.id(), event.address(), event.sizeBytes());
        node(
                new OwnershipNode(
                        id,
                        "slice",
                        "",
                        "",
                        event.address(),
                        event.sizeBytes(),
                        passport.id(),
                        0,
                        event.stack()));
        return id;
    }

    private void node(OwnershipNode node) {
        nodes.putIfAbsent(node.id(), node);
    }

    private void edge(String from, String to, OwnershipKind kind, PassportEvent event) {
        edge(from, to, kind, event.count(), event.atNs(), event.lastAtNs());
    }

    private void edge(
            String from, String to, OwnershipKind kind, long count, long firstNs, long lastNs) {
        OwnershipEdge edge =
                new OwnershipEdge(from, to, kind, Evidence.DECLARED, count, firstNs, lastNs);
        edges.merge(kind + " " + from + " " + to, edge, OwnershipEdge::plus);
    }
}
