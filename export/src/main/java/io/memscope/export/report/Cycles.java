package io.memscope.export.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/*
 * Tarjan's algorithm, with a stack of its own instead of calls: a chain of a million owners would
 * otherwise end the export.
 */

/// The whole cycles of a directed graph: sets of nodes each of which leads to every other.
final class Cycles {
    private static final int UNSEEN = 0;

    private final long[] ids;
    private final int[] firstEdge;
    private final int[] targets;

    private final int[] order;
    private final int[] low;
    private final boolean[] open;
    private final int[] nextEdge;
    private final int[] pending;
    private int pendingSize;
    private final int[] path;
    private int pathSize;
    private int seen;

    private final List<long[]> found = new ArrayList<>();

    private Cycles(long[] from, long[] to) {
        this.ids =
                LongStream.concat(LongStream.of(from), LongStream.of(to))
                        .sorted()
                        .distinct()
                        .toArray();
        this.firstEdge = new int[ids.length + 1];
        this.targets = new int[from.length];
        for (long node : from) {
            firstEdge[index(node) + 1]++;
        }
        for (int i = 0; i < ids.length; i++) {
            firstEdge[i + 1] += firstEdge[i];
        }
        int[] fill = Arrays.copyOf(firstEdge, ids.length);
        for (int i = 0; i < from.length; i++) {
            targets[fill[index(from[i])]++] = index(to[i]);
        }
        this.order = new int[ids.length];
        this.low = new int[ids.length];
        this.open = new boolean[ids.length];
        this.nextEdge = Arrays.copyOf(firstEdge, ids.length);
        this.pending = new int[ids.length];
        this.path = new int[ids.length];
    }

    /// Finds them.
    ///
    /// @param from where each edge begins
    /// @param to where the edge of the same index ends
    /// @return the nodes of each cycle, ascending; the cycles by their first node
    static List<long[]> of(long[] from, long[] to) {
        return find(new Cycles(from, to));
    }

    private static List<long[]> find(Cycles cycles) {
        for (int node = 0; node < cycles.ids.length; node++) {
            if (cycles.order[node] == UNSEEN) {
                cycles.visit(node);
            }
        }
        cycles.found.sort((a, b) -> Long.compare(a[0], b[0]));
        return cycles.found;
    }

    /// @param first where each node's edges begin in `targets`, and where the last one's end
    private Cycles(int[] first, int[] targets) {
        int nodes = first.length - 1;
        this.ids = LongStream.range(0, nodes).toArray();
        this.firstEdge = first;
        this.targets = targets;
        this.order = new int[nodes];
        this.low = new int[nodes];
        this.open = new boolean[nodes];
        this.nextEdge = Arrays.copyOf(first, nodes);
        this.pending = new int[nodes];
        this.path = new int[nodes];
    }

    /// Finds those of a graph whose nodes are numbered from 0 on.
    ///
    /// @param first where each node's edges begin in `targets`, and where the last one's end
    /// @return as of the other one
    static List<long[]> ofNumbered(int[] first, int[] targets) {
        return find(new Cycles(first, targets));
    }

    private int index(long id) {
        return Arrays.binarySearch(ids, id);
    }

    private void visit(int root) {
        enter(root);
        while (pathSize > 0) {
            int node = path[pathSize - 1];
            if (nextEdge[node] < firstEdge[node + 1]) {
                int target = targets[nextEdge[node]++];
                if (order[target] == UNSEEN) {
                    enter(target);
                } else if (open[target]) {
                    low[node] = Math.min(low[node], order[target]);
                }
            } else {
                leave(node);
            }
        }
    }

    private void enter(int node) {
        order[node] = ++seen;
        low[node] = seen;
        open[node] = true;
        pending[pendingSize++] = node;
        path[pathSize++] = node;
    }

    private void leave(int node) {
        pathSize--;
        if (pathSize > 0) {
            int caller = path[pathSize - 1];
            low[caller] = Math.min(low[caller], low[node]);
        }
        if (low[node] == order[node]) {
            close(node);
        }
    }

    /// The nodes that are pending from this one on lead to each other.
    private void close(int root) {
        int from = pendingSize;
        do {
            from--;
            open[pending[from]] = false;
        } while (pending[from] != root);
        if (pendingSize - from > 1 || leadsToItself(root)) {
            long[] cycle = new long[pendingSize - from];
            for (int i = 0; i < cycle.length; i++) {
                cycle[i] = ids[pending[from + i]];
            }
            Arrays.sort(cycle);
            found.add(cycle);
        }
        pendingSize = from;
    }

    private boolean leadsToItself(int node) {
        for (int i = firstEdge[node]; i < firstEdge[node + 1]; i++) {
            if (targets[i] == node) {
                return true;
            }
        }
        return false;
    }
}
