package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTableTest {
    private final JavaMethods methods = new JavaMethods();
    private final StackTable stacks = new StackTable(methods);

    /// False: it could not be read.
    private boolean read(long... numbers) {
        RecordReader reader = Varints.reader(numbers);
        stacks.read(reader);
        return !reader.failed();
    }

    @Test
    void aStackIsItsFrameAndThoseOfItsParents() {
        assertThat(read(1, 0, 1, 4, 0x100, StackNode.REACHED_ENTRY)).isTrue();
        assertThat(read(2, 1, 1, 0, 0x7fff_0000_0000L)).isTrue();
        assertThat(read(9, 2, 1, 7, 12)).isTrue();

        assertThat(stacks.get(9))
                .isEqualTo(
                        new Stack(
                                9,
                                StackNode.REACHED_ENTRY,
                                List.of(
                                        new Frame.Java(3, 11, 0),
                                        new Frame.Native(0, 0x7fff_0000_0000L),
                                        new Frame.Native(2, 0x100))));
        assertThat(stacks.get(1).frames()).hasSize(1);
        assertThat(stacks.count()).isEqualTo(3);
    }

    @Test
    void eachFrameOfAChainIsAStack() {
        assertThat(read(5, 0, 3, 2, 1, 4, 2, 3, 8, StackNode.CUT)).isTrue();
        assertThat(stacks.get(7))
                .isEqualTo(
                        new Stack(
                                7,
                                StackNode.CUT,
                                List.of(
                                        new Frame.Java(1, 7, 0),
                                        new Frame.Native(2, 2),
                                        new Frame.Native(1, 1))));
        assertThat(stacks.get(5).frames()).containsExactly(new Frame.Native(1, 1));
        assertThat(stacks.last()).isEqualTo(7);
    }

    @Test
    void aJavaFrameHasTheLineOfItsBytecode() {
        TreeMap<Integer, Integer> lines = new TreeMap<>(Map.of(0, 20, 5, 21, 30, 19));
        byte[] definition = DefinitionEncoder.lines(3, lines);
        RecordReader reader = new RecordReader();
        reader.reset(MemorySegment.ofArray(definition), 2, definition.length);
        methods.readLines(reader);
        read(1, 0, 1, 7, 0, 0);
        read(2, 1, 1, 7, 1 + 4);
        read(3, 2, 1, 7, 1 + 5);
        read(4, 3, 1, 7, 1 + 65_535);

        assertThat(stacks.get(4).frames())
                .containsExactly(
                        new Frame.Java(3, 65_535, 19),
                        new Frame.Java(3, 5, 21),
                        new Frame.Java(3, 4, 20),
                        new Frame.Java(3, Frame.Java.UNKNOWN_BCI, 0));
    }

    @Nested
    class Refused {
        @ParameterizedTest
        @ValueSource(longs = {7, 8, Long.MAX_VALUE, -1})
        void isAParentThatIsNotEarlier(long parent) {
            assertThat(read(7, parent, 1, 2, 1)).isFalse();
            assertThat(stacks.has(7)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(longs = {0, StackTable.MAX_ID, Long.MAX_VALUE, -1})
        void isAnIdThatTheShimCannotHave(long id) {
            assertThat(read(id, 0, 1, 2, 1, 0)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(longs = {1L << 31, Long.MAX_VALUE, -1})
        void isAPlaceThatTheShimCannotHave(long place) {
            assertThat(read(1, 0, 1, place, 1, 0)).isFalse();
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 3, StackTable.MAX_DEPTH + 1, Long.MAX_VALUE, -1})
        void isACountThatIsNotThatOfTheFrames(long count) {
            assertThat(read(1, 0, count, 2, 1, 2, 1, 0)).isFalse();
            assertThat(stacks.count()).isZero();
        }

        @Test
        void isAnOutermostFrameWithoutFlags() {
            assertThat(read(1, 0, 1, 2, 1)).isFalse();
        }

        @Test
        void isAStackDeeperThanAnyCanBe() {
            read(1, 0, 1, 2, 1, 0);
            for (int id = 2; id <= StackTable.MAX_DEPTH; id++) {
                assertThat(read(id, id - 1, 1, 2, 1)).isTrue();
            }
            assertThat(read(StackTable.MAX_DEPTH + 1, StackTable.MAX_DEPTH, 1, 2, 1)).isFalse();
            assertThat(stacks.get(StackTable.MAX_DEPTH).frames()).hasSize(StackTable.MAX_DEPTH);
        }
    }

    @Test
    void theFirstOfAnIdIsKept() {
        read(1, 0, 1, 2, 1, StackNode.REACHED_ENTRY);
        assertThat(read(1, 0, 1, 4, 2, 0)).isTrue();
        assertThat(stacks.get(1).frames()).containsExactly(new Frame.Native(1, 1));
        assertThat(stacks.count()).isEqualTo(1);
    }

    @Test
    void whereTheCallersDefinitionIsLostTheStackIsCut() {
        assertThat(read(6, 5, 1, 2, 1)).isTrue();
        assertThat(read(5, 0, 1, 2, 1, StackNode.REACHED_ENTRY)).isTrue();
        assertThat(stacks.get(6).cut()).isTrue();
        assertThat(stacks.get(6).reachedEntry()).isFalse();
        assertThat(stacks.get(6).frames()).hasSize(1);
    }

    @Test
    void flagsOfALaterVersionAreLeftOut() {
        read(1, 0, 1, 2, 1, 0xff0 | StackNode.CUT);
        assertThat(stacks.get(1).flags()).isEqualTo(StackNode.CUT);
    }

    @ParameterizedTest
    @ValueSource(longs = {(1 << 16) + 1, Long.MAX_VALUE, -1})
    void aBytecodeIndexBeyondAllMethodsIsUnknown(long at) {
        read(1, 0, 1, 3, at, 0);
        assertThat(stacks.get(1).frames())
                .containsExactly(new Frame.Java(1, Frame.Java.UNKNOWN_BCI, 0));
    }
}
