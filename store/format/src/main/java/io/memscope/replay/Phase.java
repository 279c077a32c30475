package io.memscope.replay;

import java.util.List;

/// The time between two marks, and what became of the blocks that were handed out in it.
///
/// @param name of the mark that begins it; empty of the first, which begins with the session
/// @param beginNs since session start
/// @param endNs likewise
/// @param handedOut blocks handed out in it, reallocs included
/// @param handedOutBytes their sizes
/// @param alive what of it was live when it ended, and when each later phase did, in order
public record Phase(
        String name,
        long beginNs,
        long endNs,
        long handedOut,
        long handedOutBytes,
        List<Alive> alive) {
    public Phase {
        alive = List.copyOf(alive);
    }

    /// Blocks of a phase that were live when one ended: the same or a later one.
    ///
    /// @param after place of that phase in {@link Model#phases()}
    /// @param sites those that have most bytes, most first
    public record Alive(int after, long blocks, long bytes, List<OfSite> sites) {
        public Alive {
            sites = List.copyOf(sites);
        }
    }

    /// The part of a site.
    ///
    /// @param stack id of the site
    public record OfSite(int stack, long blocks, long bytes) {}
}
