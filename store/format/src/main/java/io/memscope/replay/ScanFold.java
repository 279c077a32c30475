package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.EventCursor;
import io.memscope.store.EventKind;
import io.memscope.store.Module;
import io.memscope.store.ScanMethod;
import io.memscope.store.ScanOutcome;
import io.memscope.store.ScanRegionKind;
import io.memscope.store.ScanStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The heap scans' part of a replay: says of each block that was live at the instant of a scan
/// whether anything led to it. While a scan is being read it takes 17 bytes for each of these
/// blocks and 8 for each pointer between them, of which there is a bound; afterwards the last one
/// that came to its end keeps 21 and 4.
///
/// Not thread-safe.
final class ScanFold {
    /// Pointers from block to block that are kept: 128 MiB.
    static final int MOST_REFERENCES = 1 << 24;

    private static final int PAIR = 2;

    private final Definitions definitions;
    private final HeapFold heap;
    private final LiveTable live;
    private final MappingFold mappings;
    private final GapList gaps;
    private final boolean losesRecords;
    private final int mostScans;
    private final int mostReferences;
    private final List<HeapScan> scans = new ArrayList<>();

    private @Nullable Reading reading;
    private References references = References.NONE;

    /// A scan whose end has not been read.
    private static final class Reading {
        final long id;
        final long atNs;
        final ScanMethod method;
        final long threads;
        final boolean rootsWidened;
        final ScanSnapshot blocks;
        final UnownedMemory unowned;
        final BlockGraph graph;

        ScanRegionKind region = ScanRegionKind.UNKNOWN;

        /// The region is of the C library, whose lists of free memory lead to blocks by accident.
        boolean hasFreeLists;

        long slot;
        long value;
        long words;

        Reading(
                long id,
                long atNs,
                ScanMethod method,
                long threads,
                boolean rootsWidened,
                ScanSnapshot blocks,
                UnownedMemory unowned,
                BlockGraph graph) {
            this.id = id;
            this.atNs = atNs;
            this.method = method;
            this.threads = threads;
            this.rootsWidened = rootsWidened;
            this.blocks = blocks;
            this.unowned = unowned;
            this.graph = graph;
        }
    }

    /// @param losesRecords whether chunks of the log are missing
    /// @param mostScans how many are listed
    /// @param mostReferences how many pointers from block to block are kept
    ScanFold(
            Definitions definitions,
            HeapFold heap,
            MappingFold mappings,
            GapList gaps,
            boolean losesRecords,
            int mostScans,
            int mostReferences) {
        this.definitions = definitions;
        this.heap = heap;
        this.live = heap.live;
        this.mappings = mappings;
        this.gaps = gaps;
        this.losesRecords = losesRecords;
        this.mostScans = mostScans;
        this.mostReferences = mostReferences;
    }

    /// Whether a record is one of a scan.
    static boolean isOf(EventKind kind) {
        return kind == EventKind.POINTERS
                || kind == EventKind.SCAN_REGION
                || kind == EventKind.SCAN;
    }

    /// In order, at most as many as are listed.
    List<HeapScan> scans() {
        return scans;
    }

    /// Which block led to which, as the last scan that came to its end has seen it.
    References references() {
        return references;
    }

    /// Takes the record of a scan that the cursor stands on.
    void fold(EventCursor cursor, long now) {
        switch (cursor.kind()) {
            case SCAN -> step(cursor, now);
            case SCAN_REGION -> region(cursor);
            case POINTERS -> pointers(cursor);
            default -> throw new IllegalArgumentException(cursor.kind() + " comes from no scan");
        }
    }

    /// At the end of the log.
    void finish() {
        if (reading != null) {
            ended(reading, null, 0, 0);
            reading = null;
        }
    }

    private void step(EventCursor cursor, long now) {
        ScanStep step = cursor.scanStep();
        if (step == ScanStep.BEGUN) {
            finish();
            reading = begun(cursor, now);
        } else if (step == ScanStep.ENDED && reading != null && reading.id == cursor.scan()) {
            ScanOutcome outcome = ScanOutcome.of(value(cursor, 0));
            ended(reading, outcome, value(cursor, 1), value(cursor, 2));
            reading = null;
        }
    }

    private static long value(EventCursor cursor, int at) {
        return at < cursor.scannedCount() ? cursor.scannedValue(at) : 0;
    }

    private Reading begun(EventCursor cursor, long now) {
        List<LiveTable.Range> moving = heap.moving();
        ScanSnapshot blocks = live.beginJudging(moving);
        BlockGraph graph = new BlockGraph(blocks.count(), mostReferences);
        boolean movesLarge = false;
        for (LiveTable.Range range : moving) {
            // Who has it is not known: its address is about to be another one.
            int block = blocks.pointedAt(range.address());
            if (block >= 0) {
                graph.root(block);
            }
            movesLarge |= UnownedMemory.mayBeMapped(range.sizeBytes());
        }
        boolean widened = knowsNotAllBlocks(cursor.ticks());
        return new Reading(
                cursor.scan(),
                now,
                ScanMethod.of(value(cursor, 0)),
                value(cursor, 1),
                widened,
                blocks,
                new UnownedMemory(blocks, mappings.map.mappings(), widened, movesLarge),
                graph);
    }

    /// Blocks may be in use of which the recording has not seen how they were handed out.
    private boolean knowsNotAllBlocks(long ticks) {
        boolean missed =
                definitions.counters().missed() > 0
                        && definitions.counters().firstMissedTicks() <= ticks;
        return missed
                || heap.beganLater
                || heap.isForked()
                || gaps.total() > 0
                || heap.sampled > 0
                || losesRecords;
    }

    private void region(EventCursor cursor) {
        Reading scan = reading;
        if (scan == null || scan.id != cursor.scan()) {
            return;
        }
        scan.region = cursor.regionKind();
        scan.slot = cursor.regionStart();
        scan.value = 0;
        scan.hasFreeLists = scan.region == ScanRegionKind.DATA && isOfLibc(scan.slot);
        scan.unowned.region(cursor.regionStart(), cursor.regionSize());
    }

    private boolean isOfLibc(long address) {
        for (Module module : definitions.modules()) {
            if (address >= module.start() && address < module.end()) {
                String name = module.name();
                return name.startsWith("libc.so") || name.startsWith("libc-2.");
            }
        }
        return false;
    }

    private void pointers(EventCursor cursor) {
        Reading scan = reading;
        if (scan == null || scan.id != cursor.scan()) {
            return;
        }
        for (int i = 0; i + 1 < cursor.scannedCount(); i += PAIR) {
            long zigzag = cursor.scannedValue(i + 1);
            scan.slot += cursor.scannedValue(i) * Long.BYTES;
            scan.value += (zigzag >>> 1) ^ -(zigzag & 1);
            scan.words++;
            pointer(scan, scan.slot, scan.value);
        }
    }

    private static void pointer(Reading scan, long slot, long value) {
        int target = scan.blocks.pointedAt(value);
        if (target < 0) {
            return;
        }
        if (scan.region != ScanRegionKind.OTHER) {
            if (!scan.hasFreeLists || !scan.blocks.isAtChunkEnd(value)) {
                scan.graph.root(target);
            }
            return;
        }
        int source = scan.blocks.holding(slot);
        if (source >= 0) {
            scan.graph.reference(source, target);
        } else if (scan.unowned.isRoot(slot)) {
            scan.graph.root(target);
        }
    }

    private void ended(
            Reading scan, @Nullable ScanOutcome outcome, long wordsWritten, long stoppedNs) {
        HeapScan.Verdict verdict =
                outcome != ScanOutcome.COMPLETE
                        ? HeapScan.Verdict.NOT_COMPLETE
                        : wordsWritten != scan.words
                                ? HeapScan.Verdict.WORDS_LOST
                                : HeapScan.Verdict.JUDGED;
        HeapScan.Found found = verdict == HeapScan.Verdict.JUDGED ? judge(scan) : null;
        if (scans.size() < mostScans) {
            scans.add(
                    new HeapScan(
                            scan.id,
                            scan.atNs,
                            scan.method,
                            scan.threads,
                            outcome,
                            stoppedNs,
                            scan.words,
                            verdict,
                            scan.rootsWidened,
                            found));
        }
    }

    private HeapScan.Found judge(Reading scan) {
        scan.graph.sort();
        Reachability[] judged = scan.graph.judge();
        HeapScan.Part[] parts = new HeapScan.Part[Reachability.values().length];
        Arrays.fill(parts, HeapScan.Part.NONE);
        for (int block = 0; block < judged.length; block++) {
            live.judge(scan.blocks.start(block), judged[block]);
            int code = judged[block].code();
            parts[code] = parts[code].plus(scan.blocks.size(block));
        }
        references = new References(scan.blocks, scan.graph, scan.atNs, scan.method);
        return new HeapScan.Found(
                parts[Reachability.REACHABLE.code()],
                parts[Reachability.LOST.code()],
                parts[Reachability.LOST_WITH_OTHERS.code()],
                scan.graph.references() + scan.graph.notKept(),
                scan.graph.notKept());
    }
}
