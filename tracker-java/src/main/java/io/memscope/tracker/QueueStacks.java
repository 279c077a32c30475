package io.memscope.tracker;

import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.QueueWriter;
import io.memscope.store.StackNode;
import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Java stacks in a queue of our own: what the shim takes in nanoseconds takes a microsecond and
/// more here, so they are short.
///
/// Any thread.
final class QueueStacks {
    /// Innermost ones of the application.
    static final int MAX_FRAMES = 24;

    /// Different stacks and places; what comes after has no stack. A program's own are thousands.
    static final int MAX_KEPT = 200_000;

    private static final StackWalker WALKER = StackWalker.getInstance();

    private final QueueWriter queue;
    private final ConcurrentHashMap<List<StackTraceElement>, Integer> stacks =
            new ConcurrentHashMap<>();
    private final ConcurrentHashMap<StackTraceElement, Integer> places = new ConcurrentHashMap<>();
    private final AtomicInteger methods = new AtomicInteger();

    QueueStacks(QueueWriter queue) {
        this.queue = queue;
    }

    /// The id of the calling thread's stack, without what is ours at its inner end; 0 where there
    /// is no room for more.
    int current() {
        List<StackTraceElement> frames =
                WALKER.walk(all ->
                        all.dropWhile(frame -> !CallSite.isOfApplication(frame))
                                .limit(MAX_FRAMES)
                                .map(StackFrame::toStackTraceElement)
                                .toList());
        Integer known = stacks.get(frames);
        if (known != null) {
            return known;
        }
        if (frames.isEmpty() || stacks.size() >= MAX_KEPT || places.size() >= MAX_KEPT) {
            return 0;
        }
        int flags = frames.size() < MAX_FRAMES ? StackNode.REACHED_ENTRY : StackNode.CUT;
        int stack = queue.stack(flags, frames.stream().map(this::frame).toArray(Frame[]::new));
        stacks.put(frames, stack);
        return stack;
    }

    /// Each line of a method is a method of its own, of one line: a method's lines could only be
    /// told in ascending order. Readers join what has the same class, name and line.
    private Frame frame(StackTraceElement place) {
        int method = places.computeIfAbsent(place, this::define);
        return new Frame.Java(method, 0, Math.max(0, place.getLineNumber()));
    }

    private int define(StackTraceElement place) {
        int method = methods.incrementAndGet();
        String file = place.getFileName() == null ? "" : place.getFileName();
        queue.define(
                new JavaMethod(
                        method,
                        place.isNativeMethod(),
                        place.getClassName().replace('.', '/'),
                        place.getMethodName(),
                        "",
                        file));
        if (place.getLineNumber() > 0) {
            queue.lines(method, new TreeMap<>(Map.of(0, place.getLineNumber())));
        }
        return method;
    }
}
