package io.memscope.export.report;

import io.memscope.replay.Evidence;

/// A relation between two nodes of the ownership graph, however often it came to be.
///
/// @param from id of a node
/// @param to id of a node
/// @param count how often
/// @param firstNs when first, since session start
/// @param lastNs when last
record OwnershipEdge(
        String from,
        String to,
        OwnershipKind kind,
        Evidence evidence,
        long count,
        long firstNs,
        long lastNs) {
    OwnershipEdge plus(OwnershipEdge other) {
        return new OwnershipEdge(
                from,
                to,
                kind,
                evidence,
                count + other.count,
                Math.min(firstNs, other.firstNs),
                Math.max(lastNs, other.lastNs));
    }
}
