import io.memscope.tracker.Tasks;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * RunsTasks FILE WAY...: takes blocks of odd sizes in tasks that interleave, move, nest, fail and are many, and writes
 * down what it took in which: name, bytes and blocks. Names of tasks are their paths. What is taken in none has none.
 */
public final class RunsTasks {
    /** Nothing else in the process asks for blocks of these sizes: 70,001 and on, all odd. */
    private static final long SIZE = 70_001;

    private static final int SIZES = 50;
    private static final MethodHandle MALLOC =
            find("malloc", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = find("free", FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
    private static final Map<String, LongAdder> BYTES = new ConcurrentSkipListMap<>();
    private static final Map<String, LongAdder> BLOCKS = new ConcurrentSkipListMap<>();

    private RunsTasks() {}

    public static void main(String[] arguments) throws Exception {
        for (int i = 1; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "nested" -> nested();
                case "interleaved" -> interleaved();
                case "yielding" -> yielding(8);
                case "moving" -> moving();
                case "failing" -> failing();
                case "many" -> many(10_000);
                default -> throw new IllegalArgumentException(arguments[i]);
            }
        }
        List<String> lines = new ArrayList<>();
        BYTES.forEach((task, bytes) -> lines.add(task + "\t" + bytes + "\t" + BLOCKS.get(task)));
        Files.write(Path.of(arguments[0]), lines);
        System.out.println("took " + BYTES.size());
    }

    /** Asks for a block, gives it back, and writes down that it did so in this task. */
    private static void take(String task, int step) {
        long size = SIZE + 2L * (step % SIZES);
        try {
            FREE.invokeExact((long) MALLOC.invokeExact(size));
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        BYTES.computeIfAbsent(task, key -> new LongAdder()).add(size);
        BLOCKS.computeIfAbsent(task, key -> new LongAdder()).increment();
    }

    /** Tasks in tasks, and what is taken between them. */
    private static void nested() {
        take("", 1);
        Tasks.run("outer", () -> {
            for (int i = 0; i < 100; i++) {
                int step = i;
                take("outer", step);
                Tasks.run("inner " + i % 10, () -> {
                    take("outer/inner " + step % 10, step);
                    Tasks.run("innermost", () -> take("outer/inner " + step % 10 + "/innermost", step));
                    take("outer/inner " + step % 10, step + 1);
                });
                take("outer", step + 2);
            }
        });
        take("", 2);
    }

    /** One thread does the work of three tasks in turn. */
    private static void interleaved() {
        List<Runnable> works = new ArrayList<>();
        for (String name : List.of("red", "green", "blue")) {
            Tasks.run(name, () -> works.add(Tasks.wrap(() -> take(name, name.length()))));
        }
        for (int i = 0; i < 3_000; i++) {
            works.get(i % 3).run();
            take("", i);
        }
    }

    /** Virtual threads, each in a task, that let others run between any two blocks. */
    private static void yielding(int threads) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String name = "yielding " + t;
            running.add(Thread.startVirtualThread(() -> Tasks.run(name, () -> {
                for (int i = 0; i < 500; i++) {
                    take(name, i);
                    Thread.yield();
                }
            })));
        }
        for (Thread thread : running) {
            thread.join();
        }
    }

    /** Work of tasks on threads that are not theirs, and then work of none on the same threads. */
    private static void moving() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 20; t++) {
                String name = "moving " + t;
                Tasks.run(name, () -> {
                    ExecutorService ours = Tasks.executor(pool);
                    for (int i = 0; i < 50; i++) {
                        int step = i;
                        running.add(ours.submit(() -> take(name, step)));
                    }
                    running.add(CompletableFuture.supplyAsync(
                                    Tasks.wrapSupplier(() -> {
                                        take(name, 7);
                                        return 8;
                                    }),
                                    pool)
                            .thenAcceptAsync(Tasks.wrapConsumer((Integer step) -> take(name, step)), pool));
                    Thread thread = Tasks.threads(Thread.ofPlatform().factory()).newThread(() -> take(name, 9));
                    thread.start();
                    join(thread);
                    Thread virtual = Tasks.builder(Thread.ofVirtual()).start(() -> {
                        take(name, 10);
                        Thread.yield();
                        take(name, 11);
                    });
                    join(virtual);
                });
                running.add(pool.submit(() -> take("", 12)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private static void failing() {
        for (int i = 0; i < 100; i++) {
            try {
                Tasks.run("failing", () -> {
                    take("failing", 1);
                    throw new IllegalStateException("as planned");
                });
            } catch (IllegalStateException e) {
                take("", 3);
            }
        }
    }

    /** Virtual threads by the thousand, every tenth of whose tasks has a child. */
    private static void many(int threads) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int number = t;
                running.add(executor.submit(() -> Tasks.run("virtual " + number, () -> one(number))));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private static void one(int number) {
        String name = "virtual " + number;
        take(name, number);
        Thread.yield();
        take(name, number + 1);
        if (number % 10 == 0) {
            Tasks.run("child", () -> {
                take(name + "/child", number + 2);
                Thread.yield();
                take(name + "/child", number + 3);
            });
        }
        take(name, number + 4);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle find(String name, FunctionDescriptor function) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(symbol, function);
    }
}
