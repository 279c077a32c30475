import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Keeps native lists by what Java objects hold of them, lets a library lose and keep others, and
/// has it scan the heap. Arguments: the library, how many structures to lose.
public class PlantsStructures {
    private static final Map<String, Long> BY_NAME = new HashMap<>();
    private static final List<MemorySegment> SEGMENTS = new ArrayList<>();
    private static final List<ByteBuffer> BUFFERS = new ArrayList<>();
    private static long ofClass;

    private final long[] inArray = new long[100];

    public static void main(String[] arguments) throws Throwable {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = SymbolLookup.libraryLookup(Path.of(arguments[0]), Arena.global());
        MethodHandle make =
                linker.downcallHandle(
                        library.find("make_kept").orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG));
        MethodHandle keep =
                linker.downcallHandle(
                        library.find("keep_everywhere").orElseThrow(), FunctionDescriptor.ofVoid());
        MethodHandle plant =
                linker.downcallHandle(
                        library.find("plant_lost").orElseThrow(),
                        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
        MethodHandle scan =
                linker.downcallHandle(
                        library.find("scan_now").orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT));
        keep.invoke();
        PlantsStructures kept = new PlantsStructures();
        kept.keep(make);
        CountDownLatch ready = new CountDownLatch(1);
        Thread thread = new Thread(() -> keepOnStack(make, ready));
        thread.setDaemon(true);
        thread.start();
        ready.await();
        plant.invoke(Integer.parseInt(arguments[1]));
        System.gc();
        int outcome = (int) scan.invoke();
        System.out.printf("scan %d kept %d%n", outcome, kept.inArray.length);
        Runtime.getRuntime().halt(0);
    }

    private void keep(MethodHandle make) throws Throwable {
        for (int i = 0; i < inArray.length; i++) {
            inArray[i] = (long) make.invoke();
            BY_NAME.put("list " + i, (long) make.invoke());
            SEGMENTS.add(MemorySegment.ofAddress((long) make.invoke()));
            // Its own block, by malloc, which leads to a list.
            MemorySegment segment = Arena.ofAuto().allocate(70_001);
            segment.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, (long) make.invoke());
            BUFFERS.add(segment.asByteBuffer());
        }
        ofClass = (long) make.invoke();
    }

    private static void keepOnStack(MethodHandle make, CountDownLatch ready) {
        try {
            long onStack = (long) make.invoke();
            ready.countDown();
            while (onStack != 0) {
                Thread.sleep(1_000_000);
            }
        } catch (Throwable failed) {
            throw new IllegalStateException(failed);
        }
    }
}
