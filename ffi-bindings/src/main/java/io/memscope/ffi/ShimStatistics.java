package io.memscope.ffi;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.ToLongFunction;

/// Counts of the calling process, since its recording began; a count that the shim does not know is
/// 0.
///
/// @param events records in the lanes
/// @param recordBytes of records and definitions
/// @param queueBytes that the queue's files have been given on disk
/// @param shimBytes memory of the shim itself, queue files apart
/// @param missedReentry calls not recorded: made in a signal handler that had interrupted the shim
/// @param missedNoSpace calls not recorded: no disk space, or the limit was reached
/// @param missedLongjmp calls not recorded: a handler had jumped out of the shim
/// @param missedNoLane calls not recorded: the thread had no lane
/// @param stacksGivenUp stacks that could not be kept
/// @param passports issued
/// @param holders opened
/// @param labels different ones
/// @param tasks defined
/// @param namesRefused labels and tasks for which there was no room
/// @param tasksRefused times that a Java thread's task could not be kept
public record ShimStatistics(
        long events,
        long recordBytes,
        long queueBytes,
        long shimBytes,
        long missedReentry,
        long missedNoSpace,
        long missedLongjmp,
        long missedNoLane,
        long stacksGivenUp,
        long passports,
        long holders,
        long labels,
        long tasks,
        long namesRefused,
        long tasksRefused) {
    /// `struct memscope_statistics`: so many `uint64_t`.
    static final int COUNTS = 15;

    static final MemoryLayout LAYOUT = MemoryLayout.sequenceLayout(COUNTS, ValueLayout.JAVA_LONG);

    /// Calls that were not recorded, whatever the reason.
    public long missed() {
        return missedReentry + missedNoSpace + missedLongjmp + missedNoLane;
    }

    static ShimStatistics of(MemorySegment struct) {
        return of(index -> struct.getAtIndex(ValueLayout.JAVA_LONG, index));
    }

    static ShimStatistics of(ToLongFunction<Integer> count) {
        return new ShimStatistics(
                count.applyAsLong(0),
                count.applyAsLong(1),
                count.applyAsLong(2),
                count.applyAsLong(3),
                count.applyAsLong(4),
                count.applyAsLong(5),
                count.applyAsLong(6),
                count.applyAsLong(7),
                count.applyAsLong(8),
                count.applyAsLong(9),
                count.applyAsLong(10),
                count.applyAsLong(11),
                count.applyAsLong(12),
                count.applyAsLong(13),
                count.applyAsLong(14));
    }
}
