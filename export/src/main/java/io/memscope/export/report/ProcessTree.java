package io.memscope.export.report;

import io.memscope.store.Session;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which process of a recording came from which: parents before their children, in the order in
/// which they started.
///
/// A fork is recorded: the child names its parent. Else a process image whose predecessor with the
/// same number was not seen to end has replaced it, and one whose parent's number is that of an
/// earlier process was started by it; that is inferred from numbers and times, on one host.
public final class ProcessTree {
    private static final Comparator<ProcessFigures> BY_START =
            Comparator.<ProcessFigures>comparingLong(p -> p.session().startWallNs())
                    .thenComparing(ProcessFigures::queue);

    private final List<Node> nodes = new ArrayList<>();

    /// How a process image came to be.
    public enum Relation {
        /// Of no recorded process.
        ROOT,
        /// By `fork`: it began with its parent's memory.
        FORK,
        /// By `exec`, in the same process: it began with no memory.
        EXEC,
        /// By `fork` and `exec`, or `posix_spawn`, with nothing recorded in between.
        SPAWN;

        /// As it is spelt in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A process in the tree.
    ///
    /// @param parent null where none is recorded
    /// @param depth 0 of a root
    public record Node(
            ProcessFigures process,
            Relation relation,
            @Nullable ProcessFigures parent,
            int depth) {}

    private ProcessTree() {}

    /// Puts processes into their tree.
    public static ProcessTree of(List<ProcessFigures> processes) {
        List<ProcessFigures> byStart = processes.stream().sorted(BY_START).toList();
        Map<String, List<Node>> children = new HashMap<>();
        List<Node> roots = new ArrayList<>();
        for (int i = 0; i < byStart.size(); i++) {
            Node node = node(byStart.get(i), byStart.subList(0, i));
            ProcessFigures parent = node.parent();
            if (parent == null) {
                roots.add(node);
            } else {
                children.computeIfAbsent(parent.queue(), _ -> new ArrayList<>()).add(node);
            }
        }
        ProcessTree tree = new ProcessTree();
        roots.forEach(root -> tree.add(root, 0, children));
        return tree;
    }

    private void add(Node node, int depth, Map<String, List<Node>> children) {
        nodes.add(new Node(node.process(), node.relation(), node.parent(), depth));
        for (Node child : children.getOrDefault(node.process().queue(), List.of())) {
            add(child, depth + 1, children);
        }
    }

    private static Node node(ProcessFigures process, List<ProcessFigures> earlier) {
        Session session = process.session();
        if (session.isForked()) {
            ProcessFigures parent =
                    latest(earlier, p -> p.session().startWallNs() == session.parentSession());
            return new Node(process, Relation.FORK, parent, 0);
        }
        ProcessFigures replaced =
                latest(earlier, p -> isOn(p, session, session.pid()) && !p.endedCleanly());
        if (replaced != null) {
            return new Node(process, Relation.EXEC, replaced, 0);
        }
        ProcessFigures parent = latest(earlier, p -> isOn(p, session, session.parentPid()));
        return parent == null
                ? new Node(process, Relation.ROOT, null, 0)
                : new Node(process, Relation.SPAWN, parent, 0);
    }

    private static boolean isOn(ProcessFigures other, Session session, long pid) {
        return other.session().pid() == pid && other.session().host().equals(session.host());
    }

    private static @Nullable ProcessFigures latest(
            List<ProcessFigures> earlier, Predicate<ProcessFigures> is) {
        for (ProcessFigures candidate : earlier.reversed()) {
            if (is.test(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /// All, parents before their children.
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }
}
