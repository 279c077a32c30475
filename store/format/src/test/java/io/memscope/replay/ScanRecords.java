package io.memscope.replay;

import io.memscope.store.MemoryEvent.PointersFound;
import io.memscope.store.MemoryEvent.RegionScanned;
import io.memscope.store.MemoryEvent.Scanned;
import io.memscope.store.ScanMethod;
import io.memscope.store.ScanOutcome;
import io.memscope.store.ScanRegionKind;
import io.memscope.store.ScanStep;
import io.memscope.store.TestSessions;
import java.util.List;

/// Writes the records of one heap scan into a session.
final class ScanRecords {
    private final PassportSession session;
    private final long scan;
    private long words;
    private long slot;
    private long value;

    private ScanRecords(PassportSession session, long scan) {
        this.session = session;
        this.scan = scan;
    }

    static ScanRecords begin(PassportSession session, long scan) {
        return begin(session, scan, ScanMethod.THREADS_STOPPED);
    }

    static ScanRecords begin(PassportSession session, long scan, ScanMethod method) {
        ScanRecords records = new ScanRecords(session, scan);
        records.step(ScanStep.BEGUN, List.of((long) method.number(), 3L));
        return records;
    }

    private long ticks() {
        return TestSessions.START_TICKS + session.later(1).now();
    }

    private void step(ScanStep step, List<Long> values) {
        session.write(new Scanned(0, ticks(), scan, step.number(), values));
    }

    ScanRecords region(ScanRegionKind kind, long start, long sizeBytes) {
        session.write(new RegionScanned(0, ticks(), scan, kind.number(), start, sizeBytes));
        slot = start;
        value = 0;
        return this;
    }

    /// A word of the region; those of a region come in order.
    ScanRecords word(long at, long pointsTo) {
        long difference = pointsTo - value;
        long zigzag = (difference << 1) ^ (difference >> 63);
        session.write(
                new PointersFound(0, ticks(), scan, List.of((at - slot) / Long.BYTES, zigzag)));
        slot = at;
        value = pointsTo;
        words++;
        return this;
    }

    PassportSession complete() {
        return end(ScanOutcome.COMPLETE, words);
    }

    PassportSession end(ScanOutcome outcome, long wordsWritten) {
        step(ScanStep.ENDED, List.of((long) outcome.number(), wordsWritten, 5_000L));
        return session;
    }

    long words() {
        return words;
    }
}
