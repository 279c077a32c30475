package io.memscope.replay;

import io.memscope.store.Definitions;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import io.memscope.store.StackSites;
import io.memscope.store.TaskInfo;
import io.memscope.store.ThreadInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Judges what is handed out by a selection. Threads and tasks are looked up once, stacks once
/// each.
///
/// Not thread-safe.
final class SelectionFold {
    private final Selection selection;
    private final Definitions definitions;
    private final StackSites stackSites;
    private final FreeingCode callers;
    private final Set<Integer> threads = new HashSet<>();
    private final Set<Integer> tasks = new HashSet<>();
    private final List<Pattern> modules;
    private final List<Pattern> classes;
    private final Map<Integer, Boolean> stacks = new HashMap<>();
    private final IdSet passportsOut = new IdSet();

    private long blocksLeftOut;
    private long bytesLeftOut;
    private long passportsLeftOut;

    SelectionFold(Selection selection, Definitions definitions, StackSites stackSites) {
        this.selection = selection;
        this.definitions = definitions;
        this.stackSites = stackSites;
        this.callers = new FreeingCode(definitions);
        this.modules = selection.modules().stream().map(SelectionFold::pattern).toList();
        this.classes = selection.classes().stream().map(SelectionFold::classPattern).toList();
        List<Pattern> threadNames = patterns(selection.threads());
        for (ThreadInfo thread : definitions.threads()) {
            Stream<String> names =
                    Stream.concat(
                            thread.names().stream().map(ThreadInfo.Name::text),
                            thread.javaNames().stream().map(ThreadInfo.JavaName::text));
            if (matches(threadNames, Stream.concat(names, Stream.of("" + thread.tid())))) {
                threads.add(thread.id());
            }
        }
        List<Pattern> taskNames = patterns(selection.tasks());
        for (TaskInfo task : definitions.tasks()) {
            if (matches(taskNames, Stream.of(task.name(), "" + task.id()))) {
                tasks.add(task.id());
            }
        }
    }

    private static List<Pattern> patterns(List<String> names) {
        return names.stream().map(SelectionFold::pattern).toList();
    }

    private static boolean matches(List<Pattern> patterns, Stream<String> names) {
        return names.anyMatch(name -> patterns.stream().anyMatch(p -> p.matcher(name).matches()));
    }

    /// `*` and `?` as in a shell.
    private static Pattern pattern(String text) {
        return Pattern.compile(regex(text), Pattern.DOTALL);
    }

    /// A class, those nested in it, or the classes of a package.
    private static Pattern classPattern(String text) {
        return Pattern.compile(regex(text.replace('/', '.')) + "([.$].*)?", Pattern.DOTALL);
    }

    private static String regex(String text) {
        return text.codePoints()
                .mapToObj(c ->
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        })
                .collect(Collectors.joining());
    }

    /// Nothing after this is looked at.
    long lastNs() {
        return selection.toNs();
    }

    /// Judges a block that is being handed out.
    boolean admits(long now, int thread, int task, long size, int stack) {
        boolean admitted = isAdmitted(now, thread, task, size, stack);
        if (!admitted) {
            blocksLeftOut++;
            bytesLeftOut += size;
        }
        return admitted;
    }

    /// Judges a mapping.
    boolean admitsMapping(long now, int thread, int task, long size, int stack) {
        return isAdmitted(now, thread, task, size, stack);
    }

    /// Judges a passport that is being issued.
    boolean admitsPassport(long passport, long now, int thread, int task, long size, int stack) {
        boolean admitted = isAdmitted(now, thread, task, size, stack);
        if (!admitted) {
            passportsOut.add(passport);
            passportsLeftOut++;
        }
        return admitted;
    }

    /// Whether a passport was left out when it was issued.
    boolean isLeftOut(long passport) {
        return passportsOut.contains(passport);
    }

    Selected selected(boolean cut) {
        return new Selected(selection, blocksLeftOut, bytesLeftOut, passportsLeftOut, cut);
    }

    private boolean isAdmitted(long now, int thread, int task, long size, int stack) {
        return now >= selection.fromNs()
                && size >= selection.leastBytes()
                && size <= selection.mostBytes()
                && (selection.threads().isEmpty() || threads.contains(thread))
                && (selection.tasks().isEmpty() || tasks.contains(task))
                && stacks.computeIfAbsent(stack, this::isAdmitted);
    }

    private boolean isAdmitted(int stack) {
        if (selection.side() != null && callers.of(stack).side() != selection.side()) {
            return false;
        }
        List<Frame> frames = stackSites.stack(stack).frames();
        return (modules.isEmpty() || frames.stream().anyMatch(this::isInModules))
                && (classes.isEmpty() || frames.stream().anyMatch(this::isInClasses));
    }

    private boolean isInModules(Frame frame) {
        if (!(frame instanceof Frame.Native(int id, _))) {
            return false;
        }
        Module module = definitions.module(id).orElse(null);
        Predicate<Pattern> is =
                p ->
                        module != null
                                && (p.matcher(module.name()).matches()
                                        || p.matcher(module.path()).matches());
        return modules.stream().anyMatch(is);
    }

    private boolean isInClasses(Frame frame) {
        if (!(frame instanceof Frame.Java(int id, _, _))) {
            return false;
        }
        JavaMethod method = definitions.method(id);
        if (method == null) {
            return false;
        }
        String name = method.plainClassName().replace('/', '.');
        return classes.stream().anyMatch(p -> p.matcher(name).matches());
    }
}
