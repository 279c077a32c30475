import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A program with a leak to find: it makes thumbnails in native memory, and keeps those of broken
/// pictures for ever.
public final class Thumbnails {
    private static final int PICTURES = 4_000;
    private static final int THUMBNAIL_BYTES = 16 * 1024;

    /// The leak: nobody closes them.
    private static final List<Arena> broken = new ArrayList<>();

    private Thumbnails() {}

    public static void main(String[] arguments) {
        long bytes = 0;
        for (int picture = 0; picture < PICTURES; picture++) {
            Arena arena = Arena.ofConfined();
            bytes += render(picture, arena.allocate(THUMBNAIL_BYTES));
            if (picture % 40 == 0) {
                broken.add(arena);
            } else {
                arena.close();
            }
        }
        System.out.printf("thumbnails: rendered %d bytes%n", bytes);
    }

    private static long render(int picture, MemorySegment thumbnail) {
        for (long at = 0; at < thumbnail.byteSize(); at += Integer.BYTES) {
            thumbnail.set(ValueLayout.JAVA_INT, at, picture);
        }
        return thumbnail.byteSize();
    }
}
