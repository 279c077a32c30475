package io.memscope.tracker;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Names that have a number already. Names are mostly constants of a program, few and the same
/// object each time: these are found by one look; others in a map. Any thread.
final class Labels {
    /// A program that makes up names does not fill the heap with them; the recorder finds their
    /// numbers again.
    static final int MAX = 65_536;

    private static final int NEAR = 1_024;

    private final ToIntFunction<String> lookup;
    private final @Nullable Entry[] near = new Entry[NEAR];
    private final ConcurrentHashMap<String, Entry> all = new ConcurrentHashMap<>();

    Labels(ToIntFunction<String> lookup) {
        this.lookup = lookup;
    }

    /// Its number; 0 for an empty name, and where the recorder has no room.
    int of(String text) {
        int slot = text.hashCode() & (NEAR - 1);
        Entry entry = near[slot];
        if (entry != null && entry.text.equals(text)) {
            return entry.label;
        }
        return text.isEmpty() ? 0 : further(text, slot);
    }

    private int further(String text, int slot) {
        Entry entry = all.get(text);
        if (entry == null) {
            int label = lookup.applyAsInt(text);
            if (label == 0) {
                return 0;
            }
            entry = new Entry(text, label);
            if (all.size() < MAX) {
                all.put(text, entry);
            }
        }
        near[slot] = entry;
        return entry.label;
    }

    /// Immutable, so that a race shows a whole one or none.
    private record Entry(String text, int label) {}
}
