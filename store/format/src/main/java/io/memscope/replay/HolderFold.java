package io.memscope.replay;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/// The arenas and allocators met so far. Those that are closed and have no open passport are
/// forgotten, but for the last ones.
///
/// Not thread-safe.
final class HolderFold {
    private final int kept;
    private final TreeMap<Long, HolderState> byId = new TreeMap<>();
    private final ArrayDeque<HolderState> closed = new ArrayDeque<>();
    private long total;

    /// @param kept how many of those that are over
    HolderFold(int kept) {
        this.kept = kept;
    }

    HolderState of(long id) {
        return byId.computeIfAbsent(
                id,
                _ -> {
                    total++;
                    return new HolderState(id);
                });
    }

    void closed(HolderState holder, Place at) {
        if (!holder.isOpen()) {
            return; // Closed twice.
        }
        holder.closed = at;
        closed.add(holder);
        if (closed.size() > kept) {
            HolderState oldest = closed.remove();
            if (oldest.isOver()) {
                byId.remove(oldest.id);
            }
        }
    }

    Map<Long, HolderState> all() {
        return byId;
    }

    long total() {
        return total;
    }
}
