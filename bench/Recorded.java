import io.memscope.replay.Completeness;
import io.memscope.replay.Model;
import io.memscope.replay.Progress;
import io.memscope.replay.Replay;
import io.memscope.replay.ReplayOptions;
import io.memscope.replay.Site;
import io.memscope.store.Effect;
import io.memscope.store.EventCursor;
import io.memscope.store.EventKind;
import io.memscope.store.EventLog;
import io.memscope.store.QueueDirectories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What a run left, over all of its processes.
///
/// @param chunkBytes below the watermarks of event chunks, their headers included
record Recorded(List<Path> queues, List<Model> models, long chunkBytes) {
    private static final int CHUNK_HEADER_BYTES = 64;
    private static final double WHOLE_SHARE = 0.999;

    static Recorded in(Path run) {
        List<Path> queues = new ArrayList<>();
        List<Model> models = new ArrayList<>();
        long bytes = 0;
        try {
            for (Path queue : QueueDirectories.find(run)) {
                try (EventLog log = EventLog.open(queue)) {
                    queues.add(queue);
                    models.add(Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE));
                    bytes +=
                            log.integrity().eventBytes()
                                    + (long) CHUNK_HEADER_BYTES * log.integrity().eventChunks();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Recorded(List.copyOf(queues), List.copyOf(models), bytes);
    }

    int processes() {
        return models.size();
    }

    long events() {
        return models.stream().mapToLong(model -> model.completeness().events()).sum();
    }

    double bytesPerEvent() {
        return (double) chunkBytes / events();
    }

    /// The shim's own memory, of the process that has most of it.
    long shimBytes() {
        return models.stream()
                .mapToLong(model -> model.completeness().counters().shimBytes())
                .max()
                .orElseThrow();
    }

    /// Every call is there, and every stack.
    void expectComplete() {
        must(!models.isEmpty(), "nothing was recorded");
        for (Model model : models) {
            Completeness completeness = model.completeness();
            must(
                    completeness.isComplete() && completeness.counters().stacksGivenUp() == 0,
                    completeness);
        }
    }

    /// The one process handed out exactly so many blocks of a size from stacks that are as they
    /// should be, and all of them were freed.
    void expectBlocks(long count, long sizeBytes, Predicate<StackFrames> stacks) {
        must(models.size() == 1, models.size() + " processes");
        Model model = models.getFirst();
        Map<Integer, Long> blocks = blocksByStack(queues.getFirst(), sizeBytes);
        long found = 0;
        for (Map.Entry<Integer, Long> site : blocks.entrySet()) {
            if (stacks.test(new StackFrames(model, model.stack(site.getKey())))) {
                found += site.getValue();
            }
        }
        must(
                found == count,
                "%,d blocks of %d bytes with whole stacks instead of %,d, among %s"
                        .formatted(found, sizeBytes, count, most(model, blocks)));
    }

    /// Of the blocks that were asked for by way of a Java method, practically all have a stack that
    /// goes on to the entry of the thread; and there are some.
    void expectWholeStacks(String className, String method) {
        long whole = 0;
        long all = 0;
        for (Model model : models) {
            for (Site site : model.sites()) {
                StackFrames frames = new StackFrames(model, model.stack(site.stack()));
                if (frames.methodsOf(className).contains(method)) {
                    all += site.totalCount();
                    whole += frames.whole() || frames.stack().cut() ? site.totalCount() : 0;
                }
            }
        }
        must(
                all > 0 && whole >= all * WHOLE_SHARE,
                "%,d of %,d blocks by %s.%s have whole stacks"
                        .formatted(whole, all, className, method));
    }

    long stacks() {
        return models.stream().mapToLong(model -> model.definitions().stackCount()).sum();
    }

    private static Map<Integer, Long> blocksByStack(Path queue, long sizeBytes) {
        Map<Integer, Long> blocks = new HashMap<>();
        try (EventLog log = EventLog.open(queue)) {
            EventCursor cursor = log.cursor();
            while (cursor.next()) {
                if (cursor.kind() == EventKind.ALLOCATED
                        && cursor.effect() == Effect.ACQUIRED
                        && cursor.size() == sizeBytes) {
                    blocks.merge((int) cursor.stack(), 1L, Long::sum);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return blocks;
    }

    /// What to look at when the number is wrong.
    private static String most(Model model, Map<Integer, Long> blocks) {
        StringBuilder text = new StringBuilder();
        blocks.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
                .limit(5)
                .forEach(
                        site ->
                                text.append("\n%,d blocks at %s"
                                        .formatted(
                                                site.getValue(),
                                                new StackFrames(
                                                        model, model.stack(site.getKey())))));
        return text.toString();
    }

    private static void must(boolean holds, Object what) {
        if (!holds) {
            throw new IllegalStateException("the recording is not what was run: " + what);
        }
    }
}
