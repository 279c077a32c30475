package io.memscope.tracker;

import io.memscope.store.PassportSource;
import io.memscope.store.PassportStep;
import io.memscope.store.TaskOutcome;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Nothing is recorded. Passports still have ids, so that they can be told apart and explained.
final class NoRecorder implements Recorder {
    private final AtomicLong passports = new AtomicLong();
    private final String why;

    NoRecorder(String why) {
        this.why = why;
    }

    @Override
    public boolean isRecording() {
        return false;
    }

    @Override
    public Optional<Path> queue() {
        return Optional.empty();
    }

    @Override
    public boolean observes() {
        return false;
    }

    @Override
    public int label(String text) {
        return 0;
    }

    @Override
    public void mark(int label) {}

    @Override
    public boolean scan() {
        return false;
    }

    @Override
    public long holderOpened(int name, PassportSource source) {
        return 0;
    }

    @Override
    public void holderClosed(long holder) {}

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
        return passports.incrementAndGet();
    }

    @Override
    public void step(long passport, PassportStep step, int label, int detail) {}

    @Override
    public void sliced(long passport, long address, long sizeBytes) {}

    @Override
    public int defineTask(String name, int parent) {
        return 0;
    }

    @Override
    public int enterTask(int task) {
        return 0;
    }

    @Override
    public void endTask(int task, TaskOutcome outcome) {}

    @Override
    public Statistics statistics() {
        return Statistics.NONE;
    }

    @Override
    public String toString() {
        return "not recorded: " + why;
    }
}
