package io.memscope.replay;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The threads met so far, by id. Ids are small and dense; one that is not, because its record is
/// broken, costs no more than any other.
final class ThreadTable {
    private static final int DIRECT_IDS = 1 << 20;

    private final TreeMap<Integer, ThreadTally> threads = new TreeMap<>();

    /// The same, for finding them fast.
    private @Nullable ThreadTally[] direct = new ThreadTally[64];

    ThreadTally of(int id) {
        ThreadTally known = id < direct.length ? direct[id] : threads.get(id);
        return known != null ? known : add(id);
    }

    /// All, by id.
    Collection<ThreadTally> all() {
        return threads.values();
    }

    private ThreadTally add(int id) {
        ThreadTally thread = new ThreadTally(id);
        threads.put(id, thread);
        if (id < DIRECT_IDS) {
            if (id >= direct.length) {
                direct = Arrays.copyOf(direct, Math.max(id + 1, direct.length * 2));
                threads.headMap(direct.length).forEach((key, value) -> direct[key] = value);
            }
            direct[id] = thread;
        }
        return thread;
    }
}
