package io.memscope.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeMemoryTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 8, 16, 32, 64, 4_096, 65_536})
    void blocksAreAlignedAndZeroed(long alignment) {
        for (long size : List.of(0L, 1L, 100L, 5_000L, 200_000L)) {
            dirty(size, alignment);
            long address = NativeMemory.allocate(size, alignment);

            assertThat(address % alignment).isZero();
            assertThat(bytes(address, size)).containsOnly(new byte[1]);
            NativeMemory.free(address, size);
        }
    }

    /// What is given back here is what the allocator hands out next.
    private static void dirty(long size, long alignment) {
        long address = NativeMemory.allocate(size, alignment);
        try (Arena arena = Arena.ofConfined()) {
            NativeMemory.view(address, size, arena, gone -> {}).fill((byte) 0x55);
        }
        NativeMemory.free(address, size);
    }

    private static byte[] bytes(long address, long size) {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes =
                    NativeMemory.view(address, size, arena, gone -> {})
                            .toArray(ValueLayout.JAVA_BYTE);
            return bytes.length == 0 ? new byte[1] : bytes;
        }
    }

    @Test
    void blocksOfNoBytesHaveAddressesOfTheirOwn() {
        long first = NativeMemory.allocate(0, 1);
        long second = NativeMemory.allocate(0, 1);

        assertThat(first).isNotZero().isNotEqualTo(second);
        NativeMemory.free(first, 0);
        NativeMemory.free(second, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 50, Long.MAX_VALUE})
    void whatThereIsNoRoomForIsNotHandedOut(long size) {
        for (long alignment : List.of(8L, 64L, 4_096L)) {
            assertThatThrownBy(() -> NativeMemory.allocate(size, alignment))
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void aViewEndsWithItsArena() {
        long address = NativeMemory.allocate(16, 8);
        List<MemorySegment> cleaned = new ArrayList<>();
        MemorySegment view;
        try (Arena arena = Arena.ofConfined()) {
            view = NativeMemory.view(address, 16, arena, cleaned::add);
            view.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        }

        assertThat(cleaned)
                .singleElement()
                .satisfies(gone -> assertThat(gone.address()).isEqualTo(address));
        assertThatThrownBy(() -> view.get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
        NativeMemory.free(address, 16);
    }
}
