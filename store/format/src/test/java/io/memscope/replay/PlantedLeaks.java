package io.memscope.replay;

import io.memscope.store.LaneWriter;
import io.memscope.store.MemoryEvent;
import io.memscope.store.QueueWriter;
import io.memscope.store.TestSessions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// A seeded session of many sites that go up and down as sites of programs do, some of which leak.
/// What a site does is drawn without regard to how leaks are found.
final class PlantedLeaks {
    static final int STABLE_SITES = 50;
    static final int NOISE_SITES = 10;

    private static final long US = 1_000;

    private final SplittableRandom random;
    private final long durationUs;
    private final List<Event> events = new ArrayList<>();
    private final Set<Integer> planted = new HashSet<>();
    private int blocks;

    /// @param block number of it; what becomes of one is in the order of its events
    private record Event(long atUs, int site, int block, Act act, long size) {}

    private enum Act {
        FREE,
        ALLOCATE,
        RESIZE
    }

    /// @param leaks how many sites leak
    PlantedLeaks(long seed, int leaks) {
        this.random = new SplittableRandom(seed);
        this.durationUs = 100_000 + random.nextLong(600_000_000);
        int site = 1;
        for (int i = 0; i < STABLE_SITES; i++) {
            stable(site++);
        }
        for (int i = 0; i < NOISE_SITES; i++) {
            rare(site++);
        }
        for (int i = 0; i < leaks; i++) {
            planted.add(site);
            leaking(site++);
        }
    }

    /// The sites that leak.
    Set<Integer> planted() {
        return planted;
    }

    void write(QueueWriter queue) {
        for (int i = 1; i <= STABLE_SITES + NOISE_SITES + planted.size(); i++) {
            queue.define(TestSessions.stack(i));
        }
        queue.define(TestSessions.thread(1));
        LaneWriter lane = queue.lane();
        lane.lease(TestSessions.START_TICKS, 1);
        events.sort(
                Comparator.comparingLong(Event::atUs)
                        .thenComparingInt(Event::block)
                        .thenComparing(event -> event.act() == Act.FREE));
        Map<Integer, Long> addresses = new HashMap<>();
        ArrayDeque<Long> free = new ArrayDeque<>();
        long fresh = 0x10_0000;
        for (Event event : events) {
            long ticks = TestSessions.START_TICKS + event.atUs() * US;
            switch (event.act()) {
                case FREE -> {
                    long address = addresses.remove(event.block());
                    free.add(address);
                    lane.freed(0, ticks, address, 0);
                }
                case ALLOCATE -> {
                    long address = free.isEmpty() ? fresh += 0x100 : free.poll();
                    addresses.put(event.block(), address);
                    lane.allocated(0, ticks, address, event.size(), event.site());
                }
                case RESIZE -> {
                    long address = addresses.get(event.block());
                    lane.write(
                            new MemoryEvent.Reallocated(
                                    0, ticks, 0, address, address, event.size(), event.site()));
                }
            }
        }
    }

    private void stable(int site) {
        switch (random.nextInt(11)) {
            case 0, 1, 2 -> churn(site, 0, 1, between(0.0005, 0.04), 0);
            case 3 -> filled(site, between(0.02, 0.45), 0);
            case 4 -> filled(site, between(0.02, 0.3), 300);
            case 5 -> flushed(site, between(0.02, 0.15));
            case 6 -> phase(site);
            case 7 -> batches(site);
            case 8 -> resized(site, between(0.05, 0.5));
            case 9 -> loaded(site);
            default -> queued(site);
        }
    }

    private void leaking(int site) {
        double from = random.nextInt(3) == 0 ? between(0, 0.4) : 0;
        double to = random.nextInt(3) == 0 ? between(0.96, 0.99) : 2;
        switch (random.nextInt(5)) {
            case 0 -> {
                int count = 30 + random.nextInt(400);
                for (int i = 0; i < count; i++) {
                    block(site, between(from, 1), to, size());
                }
            }
            case 1, 2 -> {
                churn(site, 0, 1, between(0.0005, 0.02), 0);
                int count = 40 + random.nextInt(200);
                for (int i = 0; i < count; i++) {
                    block(site, between(from, 1), to, size());
                }
            }
            case 3 -> {
                int bursts = 12 + random.nextInt(20);
                for (int i = 0; i < bursts; i++) {
                    double at = from + (1 - from) * (i + between(0, 1)) / bursts;
                    for (int n = 5 + random.nextInt(20); n > 0; n--) {
                        block(site, at, to, size());
                    }
                }
            }
            default -> {
                int block = blocks++;
                int times = 30 + random.nextInt(100);
                add(0, site, block, Act.ALLOCATE, 100);
                for (int i = 1; i <= times; i++) {
                    double at = from + (1 - from) * i / times;
                    add(at, site, block, Act.RESIZE, 100L * (i + 1));
                }
            }
        }
    }

    /// Blocks that come at random and live for a random while.
    private void churn(int site, double from, double to, double meanLife, int more) {
        int count = 200 + random.nextInt(300) + more;
        for (int i = 0; i < count; i++) {
            double at = between(from, to);
            block(site, at, at + exponential(meanLife), size());
        }
    }

    /// A cache that fills up; then each new entry takes the place of an old one.
    private void filled(int site, double until, int replaced) {
        int capacity = 50 + random.nextInt(200);
        double[] since = new double[capacity];
        long[] sizes = new long[capacity];
        for (int i = 0; i < capacity; i++) {
            since[i] = until * i / capacity;
            sizes[i] = size();
        }
        for (int i = 0; i < replaced; i++) {
            double at = until + (1 - until) * i / replaced;
            int old = random.nextInt(capacity);
            block(site, since[old], at, sizes[old]);
            since[old] = at;
            sizes[old] = size();
        }
        for (int i = 0; i < capacity; i++) {
            block(site, since[i], 2, sizes[i]);
        }
    }

    /// A buffer that is flushed whenever it is full.
    private void flushed(int site, double period) {
        double start = -period * random.nextDouble();
        for (; start < 1; start += period) {
            int count = 20 + random.nextInt(10);
            for (int i = 0; i < count; i++) {
                double at = start + period * i / count;
                if (at >= 0) {
                    block(site, at, start + period, size());
                }
            }
        }
    }

    /// Work that is done for a part of the time, and cleaned up.
    private void phase(int site) {
        double from = between(0, 0.8);
        double to = from + between(0.05, 0.2);
        int count = 100 + random.nextInt(200);
        for (int i = 0; i < count; i++) {
            block(site, between(from, to), to, size());
        }
    }

    /// Once or twice, and to stay.
    private void batches(int site) {
        for (int batch = 1 + random.nextInt(2); batch > 0; batch--) {
            double at = random.nextBoolean() ? between(0, 0.05) : between(0, 1);
            for (int i = 10 + random.nextInt(100); i > 0; i--) {
                block(site, at, 2, size());
            }
        }
    }

    /// A buffer that is doubled until it is large enough.
    private void resized(int site, double until) {
        int block = blocks++;
        add(0, site, block, Act.ALLOCATE, 64);
        for (int i = 1; i < 14; i++) {
            add(until * i / 14, site, block, Act.RESIZE, 64L << i);
        }
    }

    /// Short lives under a load that swells and falls again.
    private void loaded(int site) {
        double peak = between(0.2, 0.8);
        int count = 300 + random.nextInt(300);
        for (int i = 0; i < count; i++) {
            double at = random.nextBoolean() ? peak + exponential(0.1) : peak - exponential(0.1);
            if (at > 0 && at < 1) {
                block(site, at, at + exponential(0.01), size());
            }
        }
    }

    /// First in, first out; its length goes up and down about a level.
    private void queued(int site) {
        ArrayDeque<Double> queue = new ArrayDeque<>();
        int level = 5 + random.nextInt(30);
        int steps = 400 + random.nextInt(400);
        for (int i = 0; i < steps; i++) {
            double at = (double) i / steps;
            boolean in = random.nextInt(2 * level) >= queue.size();
            if (in) {
                queue.add(at);
            } else if (!queue.isEmpty()) {
                block(site, queue.poll(), at, 256);
            }
        }
        queue.forEach(since -> block(site, since, 2, 256));
    }

    /// A few blocks at any time, for any time.
    private void rare(int site) {
        for (int i = 1 + random.nextInt(9); i > 0; i--) {
            double at = random.nextDouble();
            block(site, at, random.nextInt(3) == 0 ? 2 : between(at, 1), size());
        }
    }

    /// @param to after 1: never given back
    private void block(int site, double from, double to, long size) {
        if (from >= 1) {
            return;
        }
        int block = blocks++;
        add(from, site, block, Act.ALLOCATE, size);
        if (to < 1) {
            add(Math.max(from, to), site, block, Act.FREE, size);
        }
    }

    private void add(double at, int site, int block, Act act, long size) {
        events.add(new Event((long) (at * durationUs), site, block, act, size));
    }

    /// Mostly small, now and then large.
    private long size() {
        long size = 16 + random.nextInt(240);
        return random.nextInt(50) == 0 ? size * 40 : size;
    }

    private double between(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    private double exponential(double mean) {
        return -mean * Math.log(1 - random.nextDouble());
    }
}
