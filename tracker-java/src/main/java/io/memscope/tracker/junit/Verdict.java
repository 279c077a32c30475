package io.memscope.tracker.junit;

import io.memscope.replay.LiveBlock;
import io.memscope.replay.Passport;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Says whether a test kept its limits.
final class Verdict {
    /// How often the garbage collector is asked for what is missing: a buffer may be found to be
    /// unreachable in one collection, and what it referred to in the next.
    private static final int COLLECTIONS = 4;

    private static final long MOST_SECONDS_OF_CLEANING = 2;
    private static final long NAMES_LOOK_NS = 5_000_000;

    /// Names are given by another thread, which a busy machine may keep waiting.
    private static final long MOST_NAMES_NS = 30_000_000_000L;

    private static final Cleaner CLEANER = Cleaner.create();

    private Verdict() {}

    /// What there is to complain about, if there is something.
    static Optional<String> of(TestRun run, Limits limits) throws IOException {
        Judgement judgement = read(run, limits);
        for (int i = 0; i < COLLECTIONS && leaks(judgement, limits); i++) {
            collect();
            judgement = read(run, limits);
        }
        return new Complaint(judgement.model()).of(run, limits, judgement);
    }

    private static Judgement read(TestRun run, Limits limits) throws IOException {
        Judgement judgement = Judgement.of(run, limits.maxCustodyNs());
        long giveUp = System.nanoTime() + MOST_NAMES_NS;
        while (judgement.lacksNames() && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(NAMES_LOOK_NS);
            judgement = Judgement.of(run, limits.maxCustodyNs());
        }
        return judgement;
    }

    static boolean leaks(Judgement judgement, Limits limits) {
        if (judgement.isObserved()) {
            List<LiveBlock> blocks = judgement.leakedBlocks();
            return exceeds(
                    limits, blocks.size(), blocks.stream().mapToLong(LiveBlock::sizeBytes).sum());
        }
        List<Passport> passports = judgement.leakedPassports();
        return exceeds(
                limits, passports.size(), passports.stream().mapToLong(Passport::sizeBytes).sum());
    }

    private static boolean exceeds(Limits limits, long blocks, long bytes) {
        return blocks > limits.maxBlocks() || bytes > limits.maxBytes();
    }

    /// Has unreachable objects found, and waits until one that was found has been cleaned up after.
    private static void collect() {
        CountDownLatch cleaned = new CountDownLatch(1);
        CLEANER.register(new Object(), cleaned::countDown);
        System.gc();
        try {
            if (!cleaned.await(MOST_SECONDS_OF_CLEANING, TimeUnit.SECONDS)) {
                // A collector that is switched off: then what it would give back is leaked.
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
