package io.memscope.replay;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The pages that the program has mapped by its own calls, as intervals that do not overlap. Whole
/// pages, as the kernel maps them.
///
/// Not thread-safe.
final class MappingMap {
    private static final long DEFAULT_PAGE_BYTES = 4_096;

    /// What is longer is a broken record.
    private static final long MAX_BYTES = 1L << 48;

    private final long pageBytes;
    private final TreeMap<Long, Mapping> mappings = new TreeMap<>();
    private long bytes;
    private long peakBytes;
    private long peakAtNs;

    /// @param pageBytes of the traced machine; a power of two, else it is not believed
    MappingMap(long pageBytes) {
        this.pageBytes = Long.bitCount(pageBytes) == 1 ? pageBytes : DEFAULT_PAGE_BYTES;
    }

    long bytes() {
        return bytes;
    }

    long peakBytes() {
        return peakBytes;
    }

    long peakAtNs() {
        return peakAtNs;
    }

    /// All, by address.
    List<Mapping> mappings() {
        return List.copyOf(mappings.values());
    }

    /// What is mapped within a range, cut to it: by stack and kind, added up, the most first.
    List<ResidentRange.Mapped> within(long from, long to) {
        Map<ResidentRange.Mapped, Long> bytes = new LinkedHashMap<>();
        Map.Entry<Long, Mapping> first = mappings.floorEntry(from);
        long start = first == null ? from : first.getKey();
        for (Mapping mapping : mappings.subMap(start, to).values()) {
            long end = Math.min(to, mapping.address() + mapping.sizeBytes());
            long overlap = end - Math.max(from, mapping.address());
            if (overlap > 0) {
                var who = new ResidentRange.Mapped(mapping.stack(), mapping.kind(), 0);
                bytes.merge(who, overlap, Long::sum);
            }
        }
        return bytes.entrySet().stream()
                .map(e ->
                        new ResidentRange.Mapped(
                                e.getKey().stack(), e.getKey().kind(), e.getValue()))
                .sorted(Comparator.comparingLong(ResidentRange.Mapped::bytes).reversed())
                .toList();
    }

    /// Maps a range; what was there before is replaced.
    ///
    /// @param mapping its address and size as passed to the call
    void map(Mapping mapping, long nowNs) {
        long from = start(mapping.address(), mapping.kind());
        long to = end(mapping.address(), mapping.sizeBytes());
        if (to <= from) {
            return;
        }
        remove(from, to);
        put(from, to, mapping);
        if (bytes > peakBytes) {
            peakBytes = bytes;
            peakAtNs = nowNs;
        }
    }

    /// Unmaps a range, whatever is mapped in it.
    void unmap(long address, long sizeBytes, Mapping.Kind kind) {
        long from = start(address, kind);
        long to = end(address, sizeBytes);
        if (to > from) {
            remove(from, to);
        }
    }

    private void remove(long from, long to) {
        Map.Entry<Long, Mapping> before = mappings.lowerEntry(from);
        if (before != null) {
            cut(before.getValue(), from, to);
        }
        while (true) {
            Map.Entry<Long, Mapping> within = mappings.ceilingEntry(from);
            if (within == null || within.getKey() >= to) {
                return;
            }
            cut(within.getValue(), from, to);
        }
    }

    private void cut(Mapping mapping, long from, long to) {
        long start = mapping.address();
        long end = start + mapping.sizeBytes();
        if (end <= from) {
            return;
        }
        mappings.remove(start);
        bytes -= mapping.sizeBytes();
        put(start, Math.min(end, from), mapping);
        put(Math.max(start, to), end, mapping);
    }

    private void put(long from, long to, Mapping like) {
        if (from < to) {
            mappings.put(
                    from,
                    new Mapping(
                            from,
                            to - from,
                            like.mappedNs(),
                            like.kind(),
                            like.protection(),
                            like.flags(),
                            like.stack(),
                            like.thread()));
            bytes += to - from;
        }
    }

    /// The kernel keeps the page that the break is within.
    private long start(long address, Mapping.Kind kind) {
        return kind == Mapping.Kind.BREAK ? roundedUp(address) : address & -pageBytes;
    }

    private long end(long address, long sizeBytes) {
        return sizeBytes > 0 && sizeBytes < MAX_BYTES ? roundedUp(address + sizeBytes) : address;
    }

    private long roundedUp(long address) {
        return (address + pageBytes - 1) & -pageBytes;
    }
}
