import io.memscope.tracker.Boundary;
import io.memscope.tracker.TrackedArena;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * PanamaShelf LIBRARY: puts twelve boxes on a shelf of a C library and reads its label three times. Two leaks are
 * planted, one in each direction: the shelf loses four boxes that Java gave it, and Java forgets two of the three
 * texts that C gave it.
 */
public final class PanamaShelf {
    private static final MemoryLayout BOX =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(200, ValueLayout.JAVA_BYTE)).withName("Box");

    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle put;
    private final MethodHandle weigh;
    private final MethodHandle label;
    private final MethodHandle freeText;

    /** The contract of each function stands where it is bound; calls need to know nothing of it. */
    private PanamaShelf(SymbolLookup library) {
        open = bind(library, "shelf_open", FunctionDescriptor.of(ValueLayout.ADDRESS))
                .returnsOwned("shelf_close")
                .handle();
        close = bind(library, "shelf_close", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                .releases(0)
                .handle();
        put = bind(
                        library,
                        "shelf_put",
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                .borrows(0)
                .takes(1)
                .handle();
        weigh = bind(
                        library,
                        "shelf_weigh",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG))
                .borrowsReadOnly(0)
                .handle();
        label = bind(library, "shelf_label", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                .borrowsReadOnly(0)
                .returnsOwned("shelf_free_text")
                .handle();
        freeText = bind(library, "shelf_free_text", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                .releases(0)
                .handle();
    }

    public static void main(String[] arguments) throws Throwable {
        PanamaShelf shelf = new PanamaShelf(SymbolLookup.libraryLookup(Path.of(arguments[0]), Arena.global()));
        MemorySegment boards = (MemorySegment) shelf.open.invoke();
        shelf.fill(boards);
        shelf.readAndFree(boards);
        shelf.readAndForget(boards);
        shelf.close.invoke(boards);
    }

    private void fill(MemorySegment boards) throws Throwable {
        try (TrackedArena boxes = TrackedArena.ofConfined("boxes")) {
            for (int i = 0; i < 12; i++) {
                MemorySegment box = boxes.allocate("box", BOX); // a box
                box.fill((byte) i);
                long weight = (long) weigh.invoke(box, box.byteSize());
                if (weight != 200L * i) {
                    throw new AssertionError("weighs " + weight);
                }
                put.invoke(boards, box); // given to the shelf
            }
        }
    }

    private void readAndFree(MemorySegment boards) throws Throwable {
        MemorySegment text = (MemorySegment) label.invoke(boards);
        System.out.println(text.reinterpret(32).getString(0));
        freeText.invoke(text);
    }

    private void readAndForget(MemorySegment boards) throws Throwable {
        for (int i = 0; i < 2; i++) {
            MemorySegment text = (MemorySegment) label.invoke(boards); // forgotten
            System.out.println(text.reinterpret(32).getString(0));
        }
    }

    private static Boundary bind(SymbolLookup library, String name, FunctionDescriptor descriptor) {
        return Boundary.of(name, library.find(name).orElseThrow(), descriptor);
    }
}
