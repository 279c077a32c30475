package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memscope.fixtures.ChildJvm;
import io.memscope.fixtures.KeepsMemory;
import io.memscope.replay.Model;
import io.memscope.replay.Violation;
import io.memscope.replay.ViolationKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jnr.ffi.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrackedMemoryTest {
    @TempDir Path folder;

    @Test
    void endsAreSeenUnderTheShim() throws Exception {
        ChildJvm jvm =
                ChildJvm.underShim(
                        folder, List.of("--enable-native-access=ALL-UNNAMED"), KeepsMemory.class);

        assertThat(statuses(jvm.model())).containsExactlyElementsOf(EXPECTED);
        assertThat(violations(jvm.model())).containsExactly(ViolationKind.USE_AFTER_HAND_OVER);
        tellsWhyAPointerCannotBeUsed(jvm);
    }

    @Test
    void endsAreDeclaredWithoutIt() throws Exception {
        ChildJvm jvm = ChildJvm.declaring(folder, KeepsMemory.class);

        assertThat(statuses(jvm.model())).containsExactlyElementsOf(EXPECTED);
        assertThat(violations(jvm.model())).containsExactly(ViolationKind.USE_AFTER_HAND_OVER);
        tellsWhyAPointerCannotBeUsed(jvm);
    }

    /// Of {@link KeepsMemory}, in the order of its lines: owner, bytes, status.
    private static final List<String> EXPECTED =
            List.of(
                    "pool 16 FREED_BY_JAVA",
                    "pool 24 FREED_BY_JAVA",
                    "pool 32 FREED_BY_JAVA",
                    "lasting 40 IN_JAVA_CUSTODY",
                    "reset 48 FREED_BY_JAVA",
                    "kept buffer 1000 IN_JAVA_CUSTODY",
                    "collected buffer 1000 FREED_BY_JAVA",
                    "buffer that came back 1000 IN_JAVA_CUSTODY",
                    "kept pointer 16 IN_JAVA_CUSTODY",
                    "collected pointer 16 FREED_BY_JAVA",
                    "pointer that is away 16 IN_FOREIGN_CUSTODY",
                    "released text 9 FREED_BY_JAVA",
                    "forgotten text 10 IN_JAVA_CUSTODY",
                    "given text 6 IN_FOREIGN_CUSTODY");

    private static List<String> statuses(Model model) {
        return model.passports()
                .byId()
                .map(each -> each.owner() + " " + each.sizeBytes() + " " + each.status())
                .toList();
    }

    private static List<ViolationKind> violations(Model model) {
        return model.passports().violations().stream().map(Violation::kind).toList();
    }

    private static void tellsWhyAPointerCannotBeUsed(ChildJvm jvm) {
        assertThat(jvm.stdout())
                .first()
                .asString()
                .contains(
                        "cannot be used by putInt",
                        "in foreign custody: handed over to queue_push");
    }

    static Stream<Runnable> misuses() {
        jnr.ffi.Runtime runtime = jnr.ffi.Runtime.getSystemRuntime();
        Pointer untracked = jnr.ffi.Memory.allocateDirect(runtime, 8);
        Pointer tracked = TrackedMemory.allocate(runtime, "p", 8);
        TrackedAllocator pool = TrackedAllocator.of(Arena.ofAuto(), "pool");
        return Stream.of(
                () -> TrackedMemory.allocateDirect(" ", 8),
                () -> TrackedMemory.allocateDirect("b", -1),
                () -> TrackedMemory.allocate(runtime, "p", 0),
                () -> TrackedMemory.handOver(ByteBuffer.allocate(8), "f"),
                () -> TrackedMemory.handOver(ByteBuffer.allocateDirect(8), "f"),
                () -> TrackedMemory.handOver(untracked, "f"),
                () -> TrackedMemory.release(tracked),
                () -> TrackedMemory.adopt(Pointer.wrap(runtime, 0L), "n", 8, "free", _ -> {}),
                () -> TrackedAllocator.of(Arena.global(), ""),
                () -> pool.release(Arena.ofAuto().allocate(8)),
                () -> pool.lend(MemorySegment.ofArray(new byte[8]), "f", each -> each));
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void misuseIsRefused(Runnable misuse) {
        assertThatThrownBy(misuse::run).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void handingOverTwiceAndReclaimingOnesOwnIsRefused() {
        Pointer pointer = TrackedMemory.allocate(jnr.ffi.Runtime.getSystemRuntime(), "p", 8);
        ByteBuffer buffer = TrackedMemory.allocateDirect("b", 8);
        assertThatThrownBy(() -> TrackedMemory.reclaim(pointer))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> TrackedMemory.reclaim(buffer))
                .isInstanceOf(IllegalStateException.class);
        TrackedMemory.handOver(pointer, "f");
        TrackedMemory.handOver(buffer, "f");
        assertThatThrownBy(() -> TrackedMemory.handOver(pointer, "f"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("handed over to f");
        assertThatThrownBy(() -> TrackedMemory.lend(buffer, "g", each -> each))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("handed over to f");
    }

    @Test
    void aPointerThatCameBackIsUsedAsEver() {
        Pointer pointer = TrackedMemory.allocate(jnr.ffi.Runtime.getSystemRuntime(), "p", 16);
        Pointer part = pointer.slice(8);
        pointer.putInt(8, 7);
        TrackedMemory.handOver(part, "f");
        assertThatThrownBy(() -> part.getInt(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pointer.getLong(0)).isInstanceOf(IllegalStateException.class);
        TrackedMemory.reclaim(pointer);
        assertThat(part.getInt(0)).isEqualTo(7);
        assertThatThrownBy(() -> pointer.getLong(16)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aClosedAllocatorHandsNothingOut() {
        TrackedAllocator pool =
                TrackedAllocator.of(
                        SegmentAllocator.prefixAllocator(Arena.ofAuto().allocate(8)), "p");
        MemorySegment segment = pool.allocate(8);
        assertThat(Passports.of(segment)).isPresent();
        pool.close();
        pool.close();
        assertThat(Passports.of(segment)).isEmpty();
        assertThatThrownBy(() -> pool.allocate(8)).isInstanceOf(IllegalStateException.class);
    }
}
