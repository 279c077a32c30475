package io.memscope.replay;

import io.memscope.store.Counters;
import io.memscope.store.Definitions;
import io.memscope.store.EventCursor;
import io.memscope.store.EventLog;
import io.memscope.store.Finding;
import io.memscope.store.LogIntegrity;
import io.memscope.store.ThreadInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a {@link Model} of what a replay has folded.
final class ModelBuilder {
    private final EventCursor cursor;
    private final ReplayOptions options;
    private final ThreadTable threads;
    private final HeapFold heap;
    private final MappingFold mappings;
    private final GapList gaps;
    private final @Nullable TaskFold tasks;
    private final PassportFold passports;
    private final MarkList marks;
    private final PhaseFold phases;
    private final SampleFold samples;
    private final ScanFold scans;
    private final Pauses pauses;
    private final Selected selected;
    private final long endNs;
    private final Definitions definitions;
    private final LogIntegrity integrity;

    ModelBuilder(
            EventLog log,
            EventCursor cursor,
            ReplayOptions options,
            ThreadTable threads,
            HeapFold heap,
            MappingFold mappings,
            GapList gaps,
            @Nullable TaskFold tasks,
            PassportFold passports,
            MarkList marks,
            PhaseFold phases,
            SampleFold samples,
            ScanFold scans,
            Pauses pauses,
            Selected selected,
            long endNs) {
        this.cursor = cursor;
        this.options = options;
        this.threads = threads;
        this.heap = heap;
        this.mappings = mappings;
        this.gaps = gaps;
        this.tasks = tasks;
        this.passports = passports;
        this.marks = marks;
        this.phases = phases;
        this.samples = samples;
        this.scans = scans;
        this.pauses = pauses;
        this.selected = selected;
        this.endNs = endNs;
        this.definitions = log.definitions();
        this.integrity = log.integrity();
    }

    Model build() {
        return new Model(
                definitions,
                heap.stackSites,
                integrity,
                completeness(),
                totals(),
                heap.sites.sites(endNs),
                threadStatistics(),
                selected.selection().isAll() ? heap.live : new ChosenBlocks(heap.live),
                mappings.told.mappings(),
                heap.timeline.finish(endNs),
                heap.slack.slack(),
                pauses,
                new PassportView(passports, definitions),
                tasks == null ? List.of() : tasks.statistics(),
                tasks == null ? 0 : tasks.peakBytes(),
                marks.listed(),
                marks.total(),
                phases.finish(endNs),
                samples.finish(cursor.events()),
                scans.scans(),
                scans.references(),
                selected);
    }

    private Completeness completeness() {
        Counters counters = definitions.counters();
        List<Finding> findings = new ArrayList<>(integrity.findings());
        findings.addAll(cursor.findings());
        return new Completeness(
                cursor.events(),
                cursor.skippedEvents(),
                heap.sampled,
                Math.max(counters.missed(), gaps.missed()),
                gaps.listed(),
                gaps.total(),
                counters,
                heap.unmatched,
                heap.inherited,
                heap.overlaps,
                heap.undefinedStacks,
                integrity.openChunks(),
                integrity.corruptChunks(),
                integrity.missingChunks(),
                cursor.brokenChunks(),
                counters.clockStepsBack() + cursor.clockStepsBack(),
                integrity.endedCleanly() && !selected.cut(),
                findings,
                integrity.findingsTotal() + cursor.findingsTotal());
    }

    private Totals totals() {
        return new Totals(
                heap.allocations,
                heap.reallocations,
                heap.deallocations,
                heap.unmatched,
                heap.inherited,
                heap.live.count() - heap.live.leftOut(),
                heap.allocatedBytes,
                heap.deallocatedBytes,
                heap.liveBytes(),
                heap.peakBytes,
                heap.peakAtNs,
                heap.peakBlocks,
                mappings.told.bytes(),
                mappings.told.peakBytes(),
                mappings.told.peakAtNs(),
                mappings.mapped,
                mappings.unmapped,
                mappings.remapped,
                mappings.breakMoves,
                heap.temporary,
                heap.reallocatedBlocks,
                heap.mostReallocations,
                heap.sizes,
                heap.lifetimes,
                heap.sizeHistogram.buckets(),
                endNs);
    }

    private List<ThreadStatistics> threadStatistics() {
        for (ThreadInfo defined : definitions.threads()) {
            threads.of(defined.id());
        }
        Map<Integer, List<ThreadStatistics.TopSite>> top = heap.pairs.top(options.sitesPerThread());
        List<ThreadStatistics> statistics = new ArrayList<>();
        for (ThreadTally thread : threads.all()) {
            statistics.add(statistics(thread, top.getOrDefault(thread.id, List.of())));
        }
        return statistics;
    }

    private ThreadStatistics statistics(
            ThreadTally thread, List<ThreadStatistics.TopSite> topSites) {
        return new ThreadStatistics(
                thread.id,
                definitions.thread(thread.id),
                thread.allocations,
                thread.reallocations,
                thread.freesOwn,
                thread.freesOthers,
                thread.freesUnmatched,
                thread.freedByOthers,
                thread.currentBytes,
                thread.currentCount,
                thread.peakBytes,
                thread.totalBytes,
                thread.temporaryCount,
                thread.wasSeen() ? thread.firstNs : -1,
                thread.wasSeen() ? thread.lastNs : -1,
                thread.stacks.coverage(),
                topSites,
                heap.pairs.isComplete());
    }
}
