package io.memscope.export.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CyclesTest {
    @Test
    void aTreeHasNone() {
        assertThat(cycles(1, 2, 1, 3, 3, 4, 3, 5)).isEmpty();
    }

    @Test
    void twoWaysToOneNodeAreNone() {
        assertThat(cycles(1, 2, 1, 3, 2, 4, 3, 4)).isEmpty();
    }

    @Test
    void aWholeCycleIsFoundAndWhatHangsOnItIsNot() {
        assertThat(cycles(7, 8, 8, 9, 9, 7, 1, 7, 9, 20)).containsExactly(List.of(7L, 8L, 9L));
    }

    @Test
    void cyclesThatShareANodeAreOne() {
        assertThat(cycles(1, 2, 2, 1, 2, 3, 3, 2)).containsExactly(List.of(1L, 2L, 3L));
    }

    @Test
    void thoseThatShareNoneAreSeveral() {
        assertThat(cycles(5, 6, 6, 5, 1, 2, 2, 1, 2, 5))
                .containsExactly(List.of(1L, 2L), List.of(5L, 6L));
    }

    @Test
    void aNodeThatLeadsToItselfIsOne() {
        assertThat(cycles(1, 1, 1, 2)).containsExactly(List.of(1L));
    }

    @Test
    void aRingOfAMillionDoesNotOverflowAnyStack() {
        int nodes = 1_000_000;
        long[] from = LongStream.range(0, nodes).toArray();
        long[] to = LongStream.range(1, nodes + 1).map(node -> node % nodes).toArray();

        assertThat(Cycles.of(from, to))
                .singleElement()
                .satisfies(ring -> assertThat(ring).hasSize(nodes));
    }

    @Test
    void nothingHasNone() {
        assertThat(cycles()).isEmpty();
    }

    /// @param edges from, to, from, to …
    private static List<List<Long>> cycles(long... edges) {
        long[] from = new long[edges.length / 2];
        long[] to = new long[edges.length / 2];
        for (int i = 0; i < from.length; i++) {
            from[i] = edges[2 * i];
            to[i] = edges[2 * i + 1];
        }
        return Cycles.of(from, to).stream()
                .map(cycle -> LongStream.of(cycle).boxed().toList())
                .toList();
    }
}
