package io.memscope.store;

import org.jspecify.annotations.Nullable;

/// Lanes whose step at hand waits for a step of another lane on the same address. There is hardly
/// ever one, and never for long.
///
/// Not thread-safe.
final class PostponedLanes {
    private final LaneCursor[] lanes;
    private final long mostTicks;
    private int count;
    private long reordered;

    /// @param mostTicks a step is put off until the others have got this far beyond its stamp
    PostponedLanes(int capacity, long mostTicks) {
        this.lanes = new LaneCursor[capacity];
        this.mostTicks = mostTicks;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(LaneCursor lane) {
        lanes[count++] = lane;
    }

    /// A lane that goes on, or null: one that waited for the step just made (its stamp becomes that
    /// one's), or else one that has waited for long enough.
    ///
    /// @param address of the step just made
    /// @param ticks of the step just made
    /// @param next the earliest lane that does not wait; null when all do
    @Nullable LaneCursor take(long address, long ticks, @Nullable LaneCursor next) {
        for (int i = 0; i < count; i++) {
            if (address != 0 && lanes[i].address == address) {
                reordered++;
                lanes[i].ticks = Math.max(lanes[i].ticks, ticks);
                return remove(i);
            }
        }
        int earliest = earliest(false);
        if (earliest < 0 || (next != null && !isOver(lanes[earliest], next))) {
            return null;
        }
        int decided = earliest(true);
        lanes[decided].decided = true;
        return remove(decided);
    }

    long reordered() {
        return reordered;
    }

    private boolean isOver(LaneCursor waiting, LaneCursor next) {
        return next.ticks - waiting.ticks > mostTicks;
    }

    /// The earliest of those that wait; -1 when none does.
    ///
    /// @param releasesFirst rather one that gives something back, whenever: the free that another
    ///   one waits for may be the next step of its lane
    private int earliest(boolean releasesFirst) {
        int earliest = -1;
        for (int i = 0; i < count; i++) {
            if (earliest < 0 || isBefore(lanes[i], lanes[earliest], releasesFirst)) {
                earliest = i;
            }
        }
        return earliest;
    }

    private static boolean isBefore(LaneCursor lane, LaneCursor other, boolean releasesFirst) {
        boolean releases = lane.effect == Effect.RELEASED;
        boolean differ = releases != (other.effect == Effect.RELEASED);
        return (releasesFirst && differ) ? releases : lane.isBefore(other);
    }

    private LaneCursor remove(int index) {
        LaneCursor lane = lanes[index];
        lanes[index] = lanes[--count];
        return lane;
    }
}
