import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

/**
 * FiftyThreads ROUNDS: fifty threads, all alive to the end, that allocate outside the heap from changing depths, by
 * buffers, by the JDK's own libraries and by loading classes.
 */
public final class FiftyThreads {
    private static final int THREADS = 50;

    private FiftyThreads() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        CyclicBarrier end = new CyclicBarrier(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            SplittableRandom random = new SplittableRandom(t);
            Thread thread = new Thread(() -> {
                for (int round = 0; round < rounds; round++) {
                    work(random.nextInt(30), random);
                }
                try {
                    end.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }, "worker " + t);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("done");
    }

    private static int work(int calls, SplittableRandom random) {
        if (calls > 0) {
            return work(calls - 1, random) + 1;
        }
        ByteBuffer.allocateDirect(1 + random.nextInt(2_000)).put(0, (byte) 1);
        Deflater deflater = new Deflater();
        deflater.setInput("text %d and %s".formatted(random.nextInt(), random.nextDouble()).getBytes());
        deflater.finish();
        int length = deflater.deflate(new byte[200]);
        deflater.end();
        return length + IntStream.range(0, 10).map(i -> i * 2).sum();
    }
}
