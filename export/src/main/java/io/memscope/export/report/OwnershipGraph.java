package io.memscope.export.report;

import io.memscope.replay.Holder;
import io.memscope.replay.Passport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The ownership graph as far as it has to be known before any of it is written: nodes that many
/// share, sums and cycles. What belongs to one passport alone is looked at again when it is
/// written.
///
/// @param all sums over all passports that are kept one by one; containment is looked for among the
///   listed ones only
/// @param listed sums over the listed ones
/// @param holders of the listed passports, by id
/// @param unknownHolders ids of those of which nothing else is known
/// @param parties named owners and foreign code that listed passports have to do with, by node id
/// @param containment of the listed passports that are open
/// @param cycles ids of the nodes of each
/// @param storms passports with many counted handles
record OwnershipGraph(
        Sums all,
        Sums listed,
        Map<Long, Holder> holders,
        Set<Long> unknownHolders,
        Map<String, OwnershipNode> parties,
        Containment containment,
        List<List<String>> cycles,
        List<Storm> storms) {
    /// More counted handles than this are worth a look, as in memscope-rs.
    static final int STORM = 50;

    /// @param clones counted handles that were not given up
    record Storm(long passport, int clones) {}

    /// @param rcClones how often handles for one thread were made
    /// @param arcClones how often handles for any thread were made
    record Sums(long nodes, long edges, long rcClones, long arcClones) {}

    boolean hasIssues() {
        return !cycles.isEmpty() || !storms.isEmpty();
    }

    static OwnershipGraph of(ReportSource source) {
        PassportSurvey survey = source.passports();
        Builder listed = new Builder(holders(source));
        try (Stream<Passport> each = survey.each(survey.listed())) {
            each.forEach(listed::add);
        }
        if (survey.listed().count() == survey.listed().total()) {
            return listed.build(listed);
        }
        Builder all = new Builder(holders(source));
        try (Stream<Passport> each = survey.passports().byId()) {
            each.forEach(all::count);
        }
        return listed.build(all);
    }

    private static Map<Long, Holder> holders(ReportSource source) {
        Map<Long, Holder> holders = new HashMap<>();
        source.model().passports().holders().forEach(holder -> holders.put(holder.id(), holder));
        return holders;
    }

    private static final class Builder {
        private final Map<Long, Holder> known;
        private final Map<Long, Holder> holders = new TreeMap<>(Long::compareUnsigned);
        private final Set<Long> unknownHolders = new TreeSet<>(Long::compareUnsigned);
        private final Map<String, OwnershipNode> parties = new TreeMap<>();
        private final List<Containment.Range> open = new ArrayList<>();
        private final List<Storm> storms = new ArrayList<>();
        private final LongStream.Builder owners = LongStream.builder();
        private final LongStream.Builder owned = LongStream.builder();
        private long nodes;
        private long edges;
        private long rcClones;
        private long arcClones;

        Builder(Map<Long, Holder> known) {
            this.known = known;
        }

        /// Counts it, and keeps what the graph needs to know of it.
        void add(Passport passport) {
            count(passport);
            if (passport.holder() != 0) {
                owners.add(passport.holder());
                owned.add(passport.id());
            }
            if (passport.isOpen()) {
                open.add(Containment.Range.of(passport));
            }
            if (passport.handles() > STORM) {
                storms.add(new Storm(passport.id(), passport.handles()));
            }
        }

        void count(Passport passport) {
            PassportRelations relations = PassportRelations.of(passport);
            nodes += relations.nodes().size();
            edges += relations.edges().size();
            for (OwnershipEdge edge : relations.edges()) {
                rcClones += edge.kind() == OwnershipKind.RC_CLONE ? edge.count() : 0;
                arcClones += edge.kind() == OwnershipKind.ARC_CLONE ? edge.count() : 0;
            }
            relations.parties().forEach(party -> parties.putIfAbsent(party.id(), party));
            if (passport.holder() != 0) {
                holder(passport.holder());
            }
        }

        private void holder(long id) {
            Holder holder = known.get(id);
            if (holder == null) {
                unknownHolders.add(id);
            } else {
                holders.put(id, holder);
            }
        }

        private Sums sums(Containment containment) {
            return new Sums(
                    nodes
                            + holders.size()
                            + unknownHolders.size()
                            + parties.size()
                            + containment.blocks().size(),
                    edges + containment.edges().size(),
                    rcClones,
                    arcClones);
        }

        /// @param all that has counted all of them; may be this one
        OwnershipGraph build(Builder all) {
            Containment containment = Containment.of(open);
            return new OwnershipGraph(
                    all.sums(containment),
                    sums(containment),
                    holders,
                    unknownHolders,
                    parties,
                    containment,
                    cycles(containment),
                    storms);
        }

        /// Only what owns or contains keeps alive. Passports and holders share their numbers.
        private List<List<String>> cycles(Containment containment) {
            containment
                    .inPassport()
                    .forEach((inner, outer) -> {
                        owners.add(outer);
                        owned.add(inner);
                    });
            Set<Long> ofHolders = new HashSet<>(holders.keySet());
            ofHolders.addAll(unknownHolders);
            return Cycles.of(owners.build().toArray(), owned.build().toArray()).stream()
                    .map(cycle ->
                            LongStream.of(cycle)
                                    .mapToObj(id ->
                                            ofHolders.contains(id)
                                                    ? OwnershipNode.idOfHolder(id)
                                                    : OwnershipNode.idOfPassport(id))
                                    .toList())
                    .toList();
        }
    }
}
