package io.memscope.store;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What the events of a log refer to by id. Independent of the log it was read from, which may be
/// closed.
public final class Definitions {
    private final Session session;
    private final Counters counters;
    private final StackTable stacks;
    private final JavaMethods methods;
    private final List<StackCapture> captures;
    private final SortedMap<Integer, Module> modules;
    private final SortedMap<Integer, ThreadInfo> threads;
    private final SortedMap<Integer, TaskInfo> tasks;
    private final Map<Integer, String> labels;

    Definitions(
            Session session,
            Counters counters,
            StackTable stacks,
            JavaMethods methods,
            List<StackCapture> captures,
            SortedMap<Integer, Module> modules,
            SortedMap<Integer, ThreadInfo> threads,
            SortedMap<Integer, TaskInfo> tasks,
            Map<Integer, String> labels) {
        this.session = session;
        this.counters = counters;
        this.stacks = stacks;
        this.methods = methods;
        this.captures = List.copyOf(captures);
        this.modules = modules;
        this.threads = threads;
        this.tasks = tasks;
        this.labels = labels;
    }

    /// Everything about the process.
    public Session session() {
        return session;
    }

    /// What the shim counted about itself.
    public Counters counters() {
        return counters;
    }

    /// The stack of this id, all its frames as they were recorded; {@link Stack#UNKNOWN} when there
    /// is none. Put together on each call.
    public Stack stack(int id) {
        return stacks.get(id);
    }

    /// Which stacks are one allocation site. Made anew on each call, in time proportional to the
    /// number of stacks.
    ///
    /// @param withPlumbing also frames of method handles and reflection are looked at and kept
    public StackSites sites(boolean withPlumbing) {
        return new StackSites(stacks, methods, modules.values(), withPlumbing);
    }

    /// How many stacks are defined.
    public int stackCount() {
        return stacks.count();
    }

    /// Every native frame that occurs in a stack, some of them several times, in no order.
    public void nativeFrames(NativeFrames consumer) {
        stacks.nativeFrames(consumer);
    }

    /// The Java method of this id, or null.
    public @Nullable JavaMethod method(int id) {
        return methods.method(id);
    }

    /// How many Java methods are named.
    public int methodCount() {
        return methods.count();
    }

    /// How stacks were captured after the session's first method, in the order of time.
    public List<StackCapture> stackCaptures() {
        return captures;
    }

    /// The module of this id.
    public Optional<Module> module(int id) {
        return Optional.ofNullable(modules.get(id));
    }

    /// All modules, by id.
    public Collection<Module> modules() {
        return Collections.unmodifiableCollection(modules.values());
    }

    /// The thread of this id, or null.
    public @Nullable ThreadInfo thread(int id) {
        return threads.get(id);
    }

    /// All threads, by id.
    public Collection<ThreadInfo> threads() {
        return Collections.unmodifiableCollection(threads.values());
    }

    /// The task of this id, or null.
    public @Nullable TaskInfo task(int id) {
        return tasks.get(id);
    }

    /// All tasks, by id.
    public Collection<TaskInfo> tasks() {
        return Collections.unmodifiableCollection(tasks.values());
    }

    /// The text of a label: the name of a type, a variable, an owner, a function, a mark. Empty for
    /// id 0 and for ids without a definition.
    public String label(int id) {
        return labels.getOrDefault(id, "");
    }
}
