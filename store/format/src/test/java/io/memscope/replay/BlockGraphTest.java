package io.memscope.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which blocks can be reached from which.
class BlockGraphTest {
    private static final int BLOCKS = 24;

    private record Edge(int from, int to) {}

    @Test
    void whatThereIsNoRoomForCountsAsLedToFromOutside() {
        BlockGraph graph = new BlockGraph(4, 2);
        graph.reference(0, 1);
        graph.reference(1, 2);
        graph.reference(2, 3);
        graph.sort();

        assertThat(graph.judge())
                .containsExactly(
                        Reachability.LOST,
                        Reachability.LOST_WITH_OTHERS,
                        Reachability.LOST_WITH_OTHERS,
                        Reachability.REACHABLE);
        assertThat(graph.notKept()).isEqualTo(1);
    }

    /// Against the definition itself, on graphs from hardly connected to densely.
    @ParameterizedTest
    @ValueSource(ints = {5, 16, 24, 36, 80})
    void agreesWithTheDefinition(int pointers) {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            BlockGraph graph = new BlockGraph(BLOCKS, 1 << 20);
            Set<Integer> roots = new HashSet<>();
            List<Edge> edges = new ArrayList<>();
            for (int i = 0; i < random.nextInt(4); i++) {
                int root = random.nextInt(BLOCKS);
                roots.add(root);
                graph.root(root);
            }
            for (int i = 0; i < pointers; i++) {
                Edge edge = new Edge(random.nextInt(BLOCKS), random.nextInt(BLOCKS));
                edges.add(edge);
                graph.reference(edge.from(), edge.to());
            }
            graph.sort();

            assertThat(graph.judge())
                    .as("seed %d, %d pointers", seed, pointers)
                    .containsExactly(plainly(roots, edges));
        }
    }

    /// A lost block begins a lost structure when each block that leads to it is also led to by it,
    /// and it is the lowest of those.
    private static Reachability[] plainly(Set<Integer> roots, List<Edge> edges) {
        Reachability[] expected = new Reachability[BLOCKS];
        Set<Integer> reachable = closure(roots, edges);
        List<Set<Integer>> led = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            led.add(closure(Set.of(block), edges));
        }
        for (int block = 0; block < BLOCKS; block++) {
            boolean begins = true;
            for (int other = 0; other < BLOCKS; other++) {
                boolean leads = other != block && led.get(other).contains(block);
                begins &= !leads || (led.get(block).contains(other) && other > block);
            }
            expected[block] =
                    reachable.contains(block)
                            ? Reachability.REACHABLE
                            : begins ? Reachability.LOST : Reachability.LOST_WITH_OTHERS;
        }
        return expected;
    }

    private static Set<Integer> closure(Set<Integer> from, List<Edge> edges) {
        Set<Integer> reached = new HashSet<>(from);
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Edge edge : edges) {
                grows |= reached.contains(edge.from()) && reached.add(edge.to());
            }
        }
        return reached;
    }
}
