package io.memscope.replay;

import java.util.Arrays;
import java.util.BitSet;

/// Which of numbered blocks lead to which, and to which something else does. Eight bytes a pointer
/// while they are collected, four afterwards.
///
/// Not thread-safe.
final class BlockGraph {
    private static final int FIRST = 1 << 10;

    private final int blocks;
    private final int most;
    private final BitSet rooted;

    private int[] sources = new int[FIRST];
    private int[] targets = new int[FIRST];
    private int count;
    private long notKept;

    /// Where each block's targets begin in `targets`, once they are sorted.
    private int[] first = {};

    /// @param most how many pointers are kept; what further ones lead to counts as led to from
    ///   outside
    BlockGraph(int blocks, int most) {
        this.blocks = blocks;
        this.most = most;
        this.rooted = new BitSet(blocks);
    }

    /// Something other than a block leads to a block.
    void root(int target) {
        rooted.set(target);
    }

    /// A block leads to another one.
    void reference(int source, int target) {
        if (source == target) {
            return;
        }
        if (count == most) {
            notKept++;
            root(target);
            return;
        }
        if (count == sources.length) {
            int wider = (int) Math.min(most, count * 3L / 2);
            sources = Arrays.copyOf(sources, wider);
            targets = Arrays.copyOf(targets, wider);
        }
        sources[count] = source;
        targets[count++] = target;
    }

    /// How many pointers from block to block are kept.
    int references() {
        return count;
    }

    /// How many there was no room for.
    long notKept() {
        return notKept;
    }

    boolean isRooted(int block) {
        return rooted.get(block);
    }

    /// Sorts what was collected by where it comes from. Nothing may be added afterwards.
    void sort() {
        first = new int[blocks + 1];
        for (int i = 0; i < count; i++) {
            first[sources[i] + 1]++;
        }
        for (int block = 0; block < blocks; block++) {
            first[block + 1] += first[block];
        }
        int[] next = Arrays.copyOf(first, blocks);
        int[] sorted = new int[count];
        for (int i = 0; i < count; i++) {
            sorted[next[sources[i]]++] = targets[i];
        }
        for (int block = 0; block < blocks; block++) {
            Arrays.sort(sorted, first[block], first[block + 1]);
        }
        targets = sorted;
        sources = new int[0];
    }

    /// The index of the first pointer of a block among those of all, sorted.
    int firstOf(int block) {
        return first[block];
    }

    /// Where a pointer leads; by index, those of a block ascending.
    int target(int pointer) {
        return targets[pointer];
    }

    /// What each block is, by number.
    Reachability[] judge() {
        Reachability[] found = new Reachability[blocks];
        Arrays.fill(found, Reachability.NOT_JUDGED);
        for (int root = rooted.nextSetBit(0); root >= 0; root = rooted.nextSetBit(root + 1)) {
            flood(root, Reachability.REACHABLE, Reachability.REACHABLE, found);
        }
        boolean[] led = ledToByLost(found);
        for (int block = 0; block < blocks; block++) {
            if (found[block] == Reachability.NOT_JUDGED && !led[block]) {
                flood(block, Reachability.LOST, Reachability.LOST_WITH_OTHERS, found);
            }
        }
        // What is left are blocks that lead to each other, and what these lead to. A beginning that
        // is reached from a later one was none.
        for (int block = 0; block < blocks; block++) {
            if (found[block] == Reachability.NOT_JUDGED) {
                flood(block, Reachability.LOST, Reachability.LOST_WITH_OTHERS, found);
            }
        }
        return found;
    }

    private boolean[] ledToByLost(Reachability[] found) {
        boolean[] led = new boolean[blocks];
        for (int block = 0; block < blocks; block++) {
            if (found[block] == Reachability.NOT_JUDGED) {
                for (int i = first[block]; i < first[block + 1]; i++) {
                    led[targets[i]] = true;
                }
            }
        }
        return led;
    }

    /// Gives a block, and what it leads to and was not looked at, their judgement.
    private void flood(int from, Reachability own, Reachability others, Reachability[] found) {
        if (found[from] != Reachability.NOT_JUDGED) {
            return;
        }
        int[] pending = new int[16];
        int size = 0;
        pending[size++] = from;
        found[from] = own;
        while (size > 0) {
            int block = pending[--size];
            for (int i = first[block]; i < first[block + 1]; i++) {
                int target = targets[i];
                if (found[target] == Reachability.NOT_JUDGED) {
                    found[target] = others;
                    if (size == pending.length) {
                        pending = Arrays.copyOf(pending, 2 * size);
                    }
                    pending[size++] = target;
                } else if (found[target] == Reachability.LOST && target != from) {
                    found[target] = others;
                }
            }
        }
    }
}
