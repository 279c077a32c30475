import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Fills the heap and has it collected five times; says the same on every JVM. */
public final class Collects {
    private Collects() {}

    public static void main(String[] arguments) {
        CRC32 crc = new CRC32();
        for (int round = 0; round < 5; round++) {
            List<byte[]> kept = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                kept.add(("block " + round + " " + i).repeat(100).getBytes());
            }
            ByteBuffer direct = ByteBuffer.allocateDirect(1 << 16);
            Deflater deflater = new Deflater();
            kept.forEach(
                    bytes -> {
                        crc.update(bytes);
                        direct.clear().put(bytes, 0, Math.min(bytes.length, direct.capacity()));
                    });
            deflater.end();
            kept.clear();
            System.gc();
        }
        System.out.println("checksum " + Long.toHexString(crc.getValue()));
    }
}
