import io.memscope.tracker.TrackedMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;

/**
 * JnrShelf LIBRARY: as PanamaShelf, through JNR-FFI: puts twelve boxes on a shelf of a C library and reads its label
 * three times. The shelf loses four boxes that Java gave it, and Java forgets two of the three texts that C gave it.
 */
public final class JnrShelf {
    private static final int BOX_BYTES = 200;
    private static final String LABEL = "shelf_label";
    private static final String FREE_TEXT = "shelf_free_text";

    /** The C library. */
    public interface Shelf {
        Pointer shelf_open();

        void shelf_close(Pointer shelf);

        void shelf_put(Pointer shelf, Pointer box);

        long shelf_weigh(Pointer box, long size);

        Pointer shelf_label(Pointer shelf);

        void shelf_free_text(Pointer text);
    }

    /** What of libc is needed to make a block that C can free. */
    public interface Libc {
        Pointer malloc(long size);

        void free(Pointer block);
    }

    private static final Libc LIBC = LibraryLoader.create(Libc.class).load("c");
    private static final List<Pointer> READ = new ArrayList<>();

    private final Shelf shelf;

    private JnrShelf(Shelf shelf) {
        this.shelf = shelf;
    }

    public static void main(String[] arguments) {
        JnrShelf example = new JnrShelf(LibraryLoader.create(Shelf.class).load(arguments[0]));
        Pointer boards = example.shelf.shelf_open();
        example.fill(boards);
        example.readAndFree(boards);
        example.readAndForget(boards);
        example.shelf.shelf_close(boards);
    }

    private void fill(Pointer boards) {
        for (int i = 0; i < 12; i++) {
            Pointer box = TrackedMemory.adopt(LIBC.malloc(BOX_BYTES), "box", BOX_BYTES, "free", LIBC::free); // a box
            box.setMemory(0, BOX_BYTES, (byte) i);
            long weight = TrackedMemory.lend(box, "shelf_weigh", lent -> shelf.shelf_weigh(lent, BOX_BYTES));
            if (weight != (long) BOX_BYTES * i) {
                throw new AssertionError("weighs " + weight);
            }
            var passport = TrackedMemory.handOver(box, "shelf_put");
            shelf.shelf_put(boards, box); // given to the shelf
            TrackedMemory.callReturned(passport);
        }
    }

    private void readAndFree(Pointer boards) {
        Pointer text =
                TrackedMemory.adopt(shelf.shelf_label(boards), LABEL, 32, FREE_TEXT, shelf::shelf_free_text);
        System.out.println(text.getString(0));
        TrackedMemory.release(text);
    }

    private void readAndForget(Pointer boards) {
        Consumer<Pointer> free = shelf::shelf_free_text;
        for (int i = 0; i < 2; i++) {
            Pointer text = TrackedMemory.adopt(shelf.shelf_label(boards), LABEL, 32, FREE_TEXT, free); // forgotten
            System.out.println(text.getString(0));
            READ.add(text);
        }
    }
}
