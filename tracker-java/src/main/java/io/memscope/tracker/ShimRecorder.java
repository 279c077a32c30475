package io.memscope.tracker;

import io.memscope.ffi.ControlPlane;
import io.memscope.ffi.Shim;
import io.memscope.ffi.ShimCalls;
import io.memscope.ffi.ShimStatistics;
import io.memscope.store.PassportSource;
import io.memscope.store.PassportStep;
import io.memscope.store.TaskOutcome;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Events go into the queue of the shim of this process, between what it sees by itself.
final class ShimRecorder implements Recorder {
    /// Ids that the shim does not give: while it records nothing, passports can still be told
    /// apart. It ignores them.
    private static final long FIRST_UNRECORDED = 1L << 62;

    private final ControlPlane control;
    private final ShimCalls calls;
    private final boolean observes;
    private final Labels labels;
    private final AtomicLong unrecorded = new AtomicLong(FIRST_UNRECORDED);

    ShimRecorder(Shim shim) {
        control = shim.control();
        calls = shim.calls();
        observes = shim.isPreloaded();
        labels = new Labels(calls::label);
    }

    @Override
    public boolean isRecording() {
        return control.isRecording();
    }

    @Override
    public Optional<Path> queue() {
        return control.queue();
    }

    @Override
    public boolean observes() {
        return observes;
    }

    @Override
    public int label(String text) {
        return labels.of(text);
    }

    @Override
    public void mark(int label) {
        calls.mark(label);
    }

    @Override
    public boolean scan() {
        return control.scan();
    }

    @Override
    public long holderOpened(int name, PassportSource source) {
        return calls.openHolder(name, source.number());
    }

    @Override
    public void holderClosed(long holder) {
        calls.closeHolder(holder);
    }

    @Override
    public long issued(
            long address,
            long sizeBytes,
            int owner,
            int type,
            int variable,
            PassportSource source,
            boolean nativeOwned,
            long holder) {
        int sourceAndState = (nativeOwned ? 1 << 8 : 0) | source.number();
        long passport =
                calls.issuePassport(
                        address, sizeBytes, owner, type, variable, sourceAndState, holder);
        return passport != 0 ? passport : unrecorded.incrementAndGet();
    }

    @Override
    public void step(long passport, PassportStep step, int label, int detail) {
        calls.stepPassport(passport, step.number(), label, detail);
    }

    @Override
    public void sliced(long passport, long address, long sizeBytes) {
        calls.slicePassport(passport, address, sizeBytes);
    }

    @Override
    public int defineTask(String name, int parent) {
        return calls.defineTask(name, parent);
    }

    @Override
    public int enterTask(int task) {
        return calls.enterTask(task);
    }

    @Override
    public void endTask(int task, TaskOutcome outcome) {
        calls.endTask(task, outcome.number());
    }

    @Override
    public Statistics statistics() {
        ShimStatistics counts = control.statistics();
        return new Statistics(
                counts.events(),
                counts.queueBytes(),
                counts.missed(),
                counts.passports(),
                counts.shimBytes());
    }

    @Override
    public String toString() {
        return "recorded by the shim";
    }
}
