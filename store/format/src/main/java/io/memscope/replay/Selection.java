package io.memscope.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which blocks, passports and mappings a replay tells about. All given conditions hold together;
/// of a list any entry does. What is asked is how a block was handed out, or last reallocated, and
/// how a passport was issued; what becomes of it later counts whoever did it.
///
/// Names may hold `*` for anything and `?` for one character.
///
/// @param fromNs not before this, since session start
/// @param toNs nothing after this is looked at: the session is told as it was then
/// @param threads by a name that they ever had, or by number as the kernel counts
/// @param tasks by name or id
/// @param modules file name or path of any frame's
/// @param classes of any frame's Java method: `shop.Orders`, or a package and all below it
/// @param leastBytes size of a block
/// @param mostBytes likewise
/// @param side of the code that called the allocator; null any
public record Selection(
        long fromNs,
        long toNs,
        List<String> threads,
        List<String> tasks,
        List<String> modules,
        List<String> classes,
        long leastBytes,
        long mostBytes,
        @Nullable Side side) {
    /// Everything.
    public static final Selection ALL =
            new Selection(
                    0,
                    Long.MAX_VALUE,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    0,
                    Long.MAX_VALUE,
                    null);

    /// Copies the lists.
    public Selection {
        if (fromNs < 0 || toNs < fromNs) {
            throw new IllegalArgumentException("no time from " + fromNs + " to " + toNs);
        }
        if (leastBytes < 0 || mostBytes < leastBytes) {
            throw new IllegalArgumentException("no size from " + leastBytes + " to " + mostBytes);
        }
        threads = List.copyOf(threads);
        tasks = List.copyOf(tasks);
        modules = List.copyOf(modules);
        classes = List.copyOf(classes);
    }

    /// Whether nothing is left out.
    public boolean isAll() {
        return equals(ALL);
    }
}
