package io.memscope.tracker.junit;

import io.memscope.owner.CallStack;
import io.memscope.owner.ModuleOrigins;
import io.memscope.owner.OwnerRules;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.LiveBlock;
import io.memscope.replay.Model;
import io.memscope.replay.Passport;
import io.memscope.replay.Progress;
import io.memscope.replay.Replay;
import io.memscope.replay.ReplayOptions;
import io.memscope.replay.Violation;
import io.memscope.replay.ViolationKind;
import io.memscope.store.EventLog;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.tracker.Memscope;
import io.memscope.tracker.Task;
import io.memscope.tracker.Tasks;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What some work has done with native memory, as far as this process's own recording tells by now.
final class Judgement {
    /// The clock of the queue is that of {@link System#nanoTime} but for the rate of the
    /// processor's counter, of which little can be wrong in so short a time.
    private static final long MARGIN_NS = 10_000_000;

    private final Model model;
    private final Work work;
    private final boolean observed;
    private final ModuleOrigins origins;
    private final Map<Integer, Boolean> usersByStack = new HashMap<>();

    private Judgement(Model model, Work work, boolean observed) {
        this.model = model;
        this.work = work;
        this.observed = observed;
        this.origins = new ModuleOrigins(model.definitions().modules());
    }

    /// Reads what has been recorded since a test began.
    ///
    /// @param maxCustodyNs what is in foreign custody for longer is a violation; 0: nothing is
    static Judgement of(TestRun run, long maxCustodyNs) throws IOException {
        ReplayOptions options = ReplayOptions.DEFAULT.withMostCustodyNs(maxCustodyNs);
        try (EventLog log = EventLog.open(Memscope.queue().orElseThrow())) {
            Model model = Replay.runSince(log, run.startNs() - MARGIN_NS, options, Progress.NONE);
            return new Judgement(model, Work.of(run, model, log.clock()), Memscope.isObserving());
        }
    }

    /// Reads the whole recording, for the work of the task that the caller is in.
    static Judgement ofCaller() throws IOException {
        int task = Tasks.current().map(Task::id).orElse(0);
        try (EventLog log = EventLog.open(Memscope.queue().orElseThrow())) {
            Model model = Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE);
            return new Judgement(model, Work.of(task, model), Memscope.isObserving());
        }
    }

    Model model() {
        return model;
    }

    /// Whether the shim saw what was allocated; otherwise only what was declared is known.
    boolean isObserved() {
        return observed;
    }

    /// Blocks that the work allocated and nobody gave back, without what the virtual machine and
    /// the libraries around it keep for themselves.
    List<LiveBlock> leakedBlocks() {
        return model.liveBlocks()
                .byAddress()
                .filter(block -> work.includes(block.task(), block.thread()))
                .filter(block -> isUsers(block.stack()))
                .toList();
    }

    /// The passports that the work issued.
    List<Passport> passports() {
        return model.passports()
                .byId()
                .filter(passport -> work.includes(passport.task(), passport.thread()))
                .toList();
    }

    /// Of those, the ones that are lost.
    List<Passport> leakedPassports() {
        return passports().stream().filter(passport -> passport.leak() != null).toList();
    }

    /// What went wrong with the work's passports.
    List<Violation> violations() {
        return passports().stream().flatMap(passport -> passport.violations().stream()).toList();
    }

    /// Of those, the ones that a limit of foreign custody was exceeded by.
    List<Violation> heldTooLong() {
        return violations().stream()
                .filter(violation -> violation.kind() == ViolationKind.HELD_TOO_LONG)
                .toList();
    }

    /// Whether a leaked block is of a stack whose Java methods have no names yet: these follow a
    /// little later, and whose memory it is depends on them.
    boolean lacksNames() {
        return model.liveBlocks()
                .byAddress()
                .filter(block -> work.includes(block.task(), block.thread()))
                .flatMap(block -> model.stack(block.stack()).frames().stream())
                .anyMatch(frame ->
                        frame instanceof Frame.Java(int method, _, _)
                                && model.definitions().method(method) == null);
    }

    private boolean isUsers(int stack) {
        return usersByStack.computeIfAbsent(stack, this::look);
    }

    private boolean look(int stack) {
        List<Frame> frames = model.stack(stack).frames();
        CallStack calls = new CallStack(frames, origins, _ -> null, model.definitions()::method);
        return SiteOwner.isUsers(OwnerRules.of(calls)) && !loadsClass(calls);
    }

    /// A class that is loaded on the way opens archives and inflates their entries: the JDK keeps
    /// what that takes.
    private static boolean loadsClass(CallStack calls) {
        for (int at = 0; at < calls.depth(); at++) {
            JavaMethod method = calls.method(at);
            if (method != null
                    && (method.className().startsWith("jdk/internal/loader/")
                            || (method.className().equals("java/lang/ClassLoader")
                                    && method.name().equals("loadClass")))) {
                return true;
            }
        }
        return false;
    }
}
