package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.LogIntegrity;
import io.memscope.store.Module;
import io.memscope.store.Session;
import io.memscope.store.Stack;
import io.memscope.store.StackSites;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a session was, as far as its events tell. Every report is a view of this. Times are
/// nanoseconds since session start; wall time is the session's `startWallNs` plus those. Does not
/// need the log it was made from.
///
/// @param stackSites which stacks are one site
/// @param sites every stack that handed out a block, by id
/// @param threads every thread that is defined or did something, by id
/// @param mappings at the end, by address
/// @param slack what the allocator gave beyond what was asked for
/// @param tasks every task that is defined or did something, by id; empty when there is none
/// @param tasksPeakBytes the most bytes of all tasks' blocks that were ever live together
/// @param marks instants with a name, in order, at most as many as the options list
/// @param marksTotal how many there were, listed or not
/// @param phases the time between marks, in order; empty where there were none
/// @param samples what was measured of the process while it ran
/// @param scans heap scans, in order, at most as many as marks are listed
/// @param references what the last of them that came to its end saw between blocks
/// @param selected what was asked for, and what was left out for that
public record Model(
        Definitions definitions,
        StackSites stackSites,
        LogIntegrity integrity,
        Completeness completeness,
        Totals totals,
        List<Site> sites,
        List<ThreadStatistics> threads,
        LiveBlocks liveBlocks,
        List<Mapping> mappings,
        Timeline timeline,
        Slack slack,
        Pauses pauses,
        Passports passports,
        List<TaskStatistics> tasks,
        long tasksPeakBytes,
        List<Mark> marks,
        long marksTotal,
        List<Phase> phases,
        Samples samples,
        List<HeapScan> scans,
        References references,
        Selected selected) {

    public Model {
        sites = List.copyOf(sites);
        threads = List.copyOf(threads);
        mappings = List.copyOf(mappings);
        tasks = List.copyOf(tasks);
        marks = List.copyOf(marks);
        phases = List.copyOf(phases);
        scans = List.copyOf(scans);
    }

    public Session session() {
        return definitions.session();
    }

    /// The frames of a site, without what its Java code has no part in; {@link Stack#UNKNOWN} for
    /// id 0 and for ids without a definition.
    public Stack stack(int id) {
        return stackSites.stack(id);
    }

    /// A site; empty when that stack handed out nothing.
    ///
    /// @param stack id
    public Optional<Site> site(int stack) {
        int low = 0;
        int high = sites.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Site site = sites.get(middle);
            if (site.stack() == stack) {
                return Optional.of(site);
            }
            if (site.stack() < stack) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /// The file that a frame lies in.
    public Optional<Module> module(int id) {
        return definitions.module(id);
    }

    /// How whole the stacks of all allocations are.
    public StackCoverage stackCoverage() {
        return coverage(threads.stream());
    }

    /// The same of the allocations of Java threads.
    public StackCoverage javaStackCoverage() {
        return coverage(
                threads.stream().filter(thread -> thread.info() != null && thread.info().isJava()));
    }

    private static StackCoverage coverage(Stream<ThreadStatistics> threads) {
        return threads.map(ThreadStatistics::stacks)
                .reduce(StackCoverage.NONE, StackCoverage::plus);
    }

    /// When the last event happened, in nanoseconds since 1970 UTC.
    public long lastEventWallNs() {
        return session().startWallNs() + totals.durationNs();
    }
}
