import java.lang.reflect.Field;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sun.misc.Unsafe;

/**
 * Allocates blocks of 20,008 bytes outside the heap for ever; after each one it raises the count at the
 * start of the file named by its argument, which is mapped and so survives the JVM's killing.
 */
public final class LeaksUntilKilled {
    private LeaksUntilKilled() {}

    @SuppressWarnings("deprecation")
    public static void main(String[] arguments) throws Exception {
        Field field = Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Unsafe unsafe = (Unsafe) field.get(null);
        try (FileChannel file =
                FileChannel.open(
                        Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer counts = file.map(FileChannel.MapMode.READ_WRITE, 0, 8);
            counts.order(ByteOrder.nativeOrder());
            boolean touch = arguments.length > 1;
            for (long blocks = 1; ; blocks++) {
                long block = unsafe.allocateMemory(20_008);
                counts.putLong(0, blocks);
                if (touch) {
                    unsafe.setMemory(block, 20_008, (byte) 1);
                }
            }
        }
    }
}
