package io.memscope.proof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The pages that the program mapped itself: a list of ranges that is cut and added to.
final class PlainMappings {
    /// A range of pages.
    ///
    /// @param by the event that mapped it
    record Range(long from, long to, RawEvent by) {}

    private final long pageBytes;
    private List<Range> ranges = new ArrayList<>();
    long mappings;
    long unmappings;
    long remappings;
    long breakMoves;
    long bytes;
    long peakBytes;
    long peakAtNs;

    PlainMappings(long pageBytes) {
        this.pageBytes = pageBytes;
    }

    void accept(Step step, long ns) {
        RawEvent event = step.event();
        switch (event.name()) {
            case "MAPPED" -> {
                if (!step.releases()) {
                    mappings++;
                    map(event.get("address"), event.get("size"), event, ns);
                } else if ((event.get("flags") & 0x10) != 0) {
                    cut(event.get("address"), event.get("size"));
                }
            }
            case "UNMAPPED" -> {
                unmappings++;
                cut(event.get("address"), event.get("size"));
            }
            case "REMAPPED" -> {
                if (step.releases()) {
                    cut(event.get("old_address"), event.get("old_size"));
                } else {
                    remappings++;
                    map(event.get("address"), event.get("size"), event, ns);
                }
            }
            case "BREAK_MOVED" -> moveBreak(step, ns);
            default -> {
                // Nothing to do with pages.
            }
        }
    }

    /// What the break leaves is given back when it begins to move, what it takes is had when it has
    /// moved.
    private void moveBreak(Step step, long ns) {
        long from = step.event().get("old_address");
        long to = step.event().get("address");
        if (to < from) {
            breakMoves++;
            cut(to, from - to);
        } else if (!step.releases()) {
            breakMoves++;
            if (to > from) {
                map(from, to - from, step.event(), ns);
            }
        }
    }

    /// By address.
    List<Range> byAddress() {
        return ranges.stream().sorted(Comparator.comparingLong(Range::from)).toList();
    }

    private void map(long address, long size, RawEvent by, long ns) {
        cut(address, size);
        Range range = new Range(down(address), up(address + size), by);
        ranges.add(range);
        bytes += range.to() - range.from();
        if (bytes > peakBytes) {
            peakBytes = bytes;
            peakAtNs = ns;
        }
    }

    private void cut(long address, long size) {
        long from = down(address);
        long to = up(address + size);
        List<Range> left = new ArrayList<>();
        for (Range range : ranges) {
            if (range.to() <= from || range.from() >= to) {
                left.add(range);
                continue;
            }
            bytes -= Math.min(range.to(), to) - Math.max(range.from(), from);
            if (range.from() < from) {
                left.add(new Range(range.from(), from, range.by()));
            }
            if (range.to() > to) {
                left.add(new Range(to, range.to(), range.by()));
            }
        }
        ranges = left;
    }

    private long down(long address) {
        return address - Math.floorMod(address, pageBytes);
    }

    private long up(long address) {
        return down(address + pageBytes - 1);
    }
}
