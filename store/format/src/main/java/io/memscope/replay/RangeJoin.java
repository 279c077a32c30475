package io.memscope.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Tells of each range of a sample which live blocks lie in it and which calls have mapped it.
///
/// Not thread-safe.
final class RangeJoin implements LiveTable.Visitor {
    private static final int FIRST_STACKS = 1 << 10;

    private final List<ResidentRange> ranges;
    private final long[] starts;
    private final long[] ends;
    private final long[] blocks;
    private final long[] bytes;

    /// By stack id.
    private long[] ofStack = new long[FIRST_STACKS];

    private RangeJoin(List<ResidentRange> unordered) {
        ranges = new ArrayList<>(unordered);
        ranges.sort(Comparator.comparingLong(ResidentRange::start));
        starts = ranges.stream().mapToLong(ResidentRange::start).toArray();
        ends = ranges.stream().mapToLong(range -> range.start() + range.sizeBytes()).toArray();
        blocks = new long[starts.length];
        bytes = new long[starts.length];
    }

    /// Looks at every live block once.
    static SampledMemory of(
            Sample sample,
            List<ResidentRange> ranges,
            LiveTable live,
            MappingMap mappings,
            boolean asOfEnd) {
        RangeJoin join = new RangeJoin(ranges);
        live.forEach(join);
        return new SampledMemory(sample, join.joined(mappings), join.stacks(), asOfEnd);
    }

    @Override
    public void visit(long address, long sizeBytes, int stack) {
        if (stack >= ofStack.length) {
            ofStack = Arrays.copyOf(ofStack, Math.max(stack + 1, 2 * ofStack.length));
        }
        ofStack[stack] += sizeBytes;
        int at = Arrays.binarySearch(starts, address);
        if (at < 0) {
            at = Math.max(0, -at - 2);
        }
        long end = address + sizeBytes;
        boolean begins = at < starts.length && address >= starts[at] && address < ends[at];
        if (begins) {
            blocks[at]++;
        }
        // What is larger than a mapping of the allocator reaches over none; a broken record may.
        for (int i = at; i < starts.length && starts[i] < end; i++) {
            bytes[i] += Math.max(0, Math.min(end, ends[i]) - Math.max(address, starts[i]));
        }
    }

    private List<ResidentRange> joined(MappingMap mappings) {
        List<ResidentRange> all = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            ResidentRange range = ranges.get(i);
            all.add(
                    new ResidentRange(
                            range.start(),
                            range.sizeBytes(),
                            range.residentBytes(),
                            range.use(),
                            range.name(),
                            blocks[i],
                            bytes[i],
                            mappings.within(starts[i], ends[i])));
        }
        return all;
    }

    private List<SampledMemory.OfStack> stacks() {
        List<SampledMemory.OfStack> all = new ArrayList<>();
        for (int stack = 0; stack < ofStack.length; stack++) {
            if (ofStack[stack] > 0) {
                all.add(new SampledMemory.OfStack(stack, ofStack[stack]));
            }
        }
        return all;
    }
}
