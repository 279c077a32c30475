package io.memscope.tracker;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// What a layout is called: by its name, or, of a value or an array without one, by what it is made
/// of.
final class TypeNames {
    private static final int CACHED = 256;

    /// Of layouts without a name, by identity: making a name of a carrier takes longer than an
    /// allocation. A race loses an entry.
    private static final @Nullable Entry[] CACHE = new Entry[CACHED];

    private TypeNames() {}

    /// The type's name; null for a group or padding without a name.
    static @Nullable String of(MemoryLayout layout) {
        String name = layout.name().orElse(null);
        return name != null ? name : unnamed(layout);
    }

    @SuppressWarnings("ReferenceEquality") // Comparing layouts takes longer than naming one.
    private static @Nullable String unnamed(MemoryLayout layout) {
        int slot = System.identityHashCode(layout) & (CACHED - 1);
        Entry entry = CACHE[slot];
        if (entry == null || entry.layout != layout) {
            entry = new Entry(layout, made(layout));
            CACHE[slot] = entry;
        }
        return entry.name;
    }

    private static @Nullable String made(MemoryLayout layout) {
        return switch (layout) {
            case ValueLayout value -> value.carrier().getSimpleName();
            case SequenceLayout sequence ->
                    arrayOf(sequence.elementLayout(), sequence.elementCount());
            default -> null;
        };
    }

    /// Null where the element has no name.
    static @Nullable String arrayOf(MemoryLayout element, long count) {
        String name = of(element);
        return name == null ? null : name + "[" + count + "]";
    }

    private record Entry(MemoryLayout layout, @Nullable String name) {}
}
