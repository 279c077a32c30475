import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A program with a leak to find: it makes thumbnails in native memory, and keeps those of broken
/// pictures for ever.
public final class Thumbnails {
    private static final int PICTURES = 4_000;
    private static final int THUMBNAIL_BYTES = 16 * 1024;

    /// The leak: nobody takes anything out.
    private static final List<ByteBuffer> broken = new ArrayList<>();

    private Thumbnails() {}

    public static void main(String[] arguments) {
        long bytes = 0;
        for (int picture = 0; picture < PICTURES; picture++) {
            ByteBuffer thumbnail = ByteBuffer.allocateDirect(THUMBNAIL_BYTES);
            bytes += render(picture, thumbnail);
            if (picture % 40 == 0) {
                broken.add(thumbnail);
            }
        }
        System.out.printf("thumbnails: rendered %d bytes%n", bytes);
    }

    private static int render(int picture, ByteBuffer thumbnail) {
        while (thumbnail.remaining() >= Integer.BYTES) {
            thumbnail.putInt(picture);
        }
        return thumbnail.position();
    }
}
