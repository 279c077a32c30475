import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds 16 direct buffers of 4 MiB, written to, and 24 MiB in the Java heap, for as many milliseconds
 * as it is told.
 */
public final class HoldsMemory {
    private static final int MIB = 1 << 20;
    private static final int PAGE = 4_096;

    private HoldsMemory() {}

    public static void main(String[] arguments) {
        List<Object> held = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4 * MIB);
            for (int at = 0; at < buffer.capacity(); at += PAGE) {
                buffer.put(at, (byte) 1);
            }
            held.add(buffer);
        }
        for (int i = 0; i < 24; i++) {
            held.add(new byte[MIB - 64]);
        }
        long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        System.out.println("held " + held.size());
    }
}
