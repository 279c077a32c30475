import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Holds memory of every kind, so much of each that it shows: 32 MiB in the Java heap, 24 MiB in large
/// direct buffers and 6 MiB in small ones, 8 MiB of a mapped file, and 30 threads.
public class HoldsManyKinds {
    private static final int MIB = 1 << 20;
    private static final List<Object> HELD = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < 32; i++) {
            byte[] bytes = new byte[MIB];
            Arrays.fill(bytes, (byte) i);
            HELD.add(bytes);
        }
        for (int i = 0; i < 3; i++) {
            HELD.add(ByteBuffer.allocateDirect(8 * MIB));
        }
        for (int i = 0; i < 6 * 64; i++) {
            HELD.add(ByteBuffer.allocateDirect(MIB / 64));
        }
        HELD.add(mapped());
        CountDownLatch started = new CountDownLatch(30);
        for (int i = 0; i < 30; i++) {
            Thread thread = new Thread(() -> waitForEver(started));
            thread.setDaemon(true);
            thread.start();
        }
        started.await();
        System.out.println(HELD.size());
    }

    private static MappedByteBuffer mapped() throws Exception {
        Path file = Files.createTempFile("held", null);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            MappedByteBuffer buffer =
                    open.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 8 * MIB);
            for (int at = 0; at < buffer.capacity(); at += 4096) {
                buffer.put(at, (byte) 1);
            }
            return buffer;
        } finally {
            Files.delete(file);
        }
    }

    private static void waitForEver(CountDownLatch started) {
        started.countDown();
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
