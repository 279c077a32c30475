package io.memscope.replay;

import io.memscope.store.Effect;
import io.memscope.store.EventCursor;
import io.memscope.store.EventKind;
import io.memscope.store.EventLog;
import io.memscope.store.PassportStep;
import io.memscope.store.SessionClock;
import io.memscope.store.StackSites;
import org.jspecify.annotations.Nullable;

/// Folds the events of a log into a {@link Model}, in one pass. Memory is bounded by live blocks
/// (at most 100 bytes each), distinct stacks, threads and mappings.
public final class Replay {
    /// Progress is told every so many steps.
    private static final int STEPS_PER_REPORT = 1 << 18;

    /// A step that was put off is not later than this.
    private static final long POSTPONED_AT_MOST_NS = 1_000_000;

    /// Before every instant.
    private static final long BEGINNING = Long.MIN_VALUE;

    private final EventLog log;
    private final EventCursor cursor;
    private final SessionClock clock;
    private final ThreadTable threads = new ThreadTable();
    private final HeapFold heap;
    private final MappingFold mappings;
    private final GapList gaps;

    /// Null in a session without tasks.
    private final @Nullable TaskFold tasks;

    private final MarkList marks;
    private final PhaseFold phases;
    private final SampleFold samples;
    private final ScanFold scans;

    /// Null where everything is told.
    private final @Nullable SelectionFold selection;

    /// Nothing after this is looked at.
    private final long lastNs;

    /// The recording goes on after that.
    private boolean cut;

    /// So far after that that nothing from before can come.
    private boolean over;

    private final LiveTable live;
    private final StackSites stackSites;
    private final PassportFold passports;

    /// None has been met yet: blocks need not be looked at for their sake.
    private boolean withoutPassports = true;

    /// The thread that each lane's events were of last.
    private final ThreadTally[] laneThreads;

    private Pauses pauses = Pauses.NONE;
    private long now;

    private Replay(EventLog log, long sinceMonotonicNs, ReplayOptions options) {
        this.log = log;
        boolean hasTasks = !log.definitions().tasks().isEmpty();
        this.tasks = hasTasks ? new TaskFold(log.definitions(), log.clock(), options) : null;
        this.live = new LiveTable(hasTasks);
        this.cursor = log.cursor(live::fetch, sinceMonotonicNs);
        this.clock = log.clock();
        this.stackSites = log.definitions().sites(options.allFrames());
        boolean forked = log.session().isForked();
        this.selection =
                options.selection().isAll()
                        ? null
                        : new SelectionFold(options.selection(), log.definitions(), stackSites);
        this.lastNs = options.selection().toNs();
        this.heap =
                new HeapFold(
                        stackSites,
                        forked,
                        threads,
                        tasks,
                        live,
                        cursor.laneCount(),
                        selection,
                        options);
        heap.beganLater = sinceMonotonicNs != BEGINNING;
        this.mappings = new MappingFold(log.definitions(), stackSites, selection);
        this.samples = new SampleFold(log.definitions(), live, mappings.map, options.keptSamples());
        this.gaps = new GapList(options.listedGaps());
        this.marks = new MarkList(options.listedMarks());
        this.phases = new PhaseFold(heap);
        boolean losesChunks =
                log.integrity().missingChunks() > 0 || log.integrity().corruptChunks() > 0;
        this.passports =
                new PassportFold(
                        log.definitions(),
                        stackSites,
                        live,
                        gaps,
                        losesChunks,
                        cursor.laneCount(),
                        options.passports());
        this.scans =
                new ScanFold(
                        log.definitions(),
                        heap,
                        mappings,
                        gaps,
                        losesChunks,
                        options.listedMarks(),
                        ScanFold.MOST_REFERENCES);
        this.laneThreads = new ThreadTally[cursor.laneCount()];
    }

    /// Replays a whole log.
    ///
    /// @param progress told from the calling thread
    public static Model run(EventLog log, ReplayOptions options, Progress progress) {
        return runSince(log, BEGINNING, options, progress);
    }

    /// Replays the later part of a log: at least what happened since an instant. Blocks that were
    /// handed out before are not known; they do not appear when they are resized, and giving them
    /// back counts as unmatched.
    ///
    /// @param sinceMonotonicNs of the traced process's `CLOCK_MONOTONIC`: in a Java program on
    ///   Linux what {@link System#nanoTime} returned
    /// @param progress told from the calling thread
    public static Model runSince(
            EventLog log, long sinceMonotonicNs, ReplayOptions options, Progress progress) {
        Replay replay = new Replay(log, sinceMonotonicNs, options);
        replay.fold(progress);
        return new ModelBuilder(
                        log,
                        replay.cursor,
                        options,
                        replay.threads,
                        replay.heap,
                        replay.mappings,
                        replay.gaps,
                        replay.tasks,
                        replay.passports,
                        replay.marks,
                        replay.phases,
                        replay.samples,
                        replay.scans,
                        replay.pauses,
                        replay.selected(),
                        replay.now)
                .build();
    }

    private Selected selected() {
        return selection == null ? Selected.EVERYTHING : selection.selected(cut);
    }

    private void fold(Progress progress) {
        long total = log.integrity().eventBytes();
        long untilReport = STEPS_PER_REPORT;
        while (!over && cursor.next()) {
            step();
            if (--untilReport == 0) {
                untilReport = STEPS_PER_REPORT;
                progress.advanced(cursor.bytes(), total);
            }
        }
        if (cut) {
            now = lastNs;
        }
        heap.putBack(now);
        scans.finish();
        passports.blocks.putBack();
        passports.finish(now, log.integrity().endedCleanly() && !cut);
        progress.advanced(total, total);
    }

    private void step() {
        long ns = clock.ns(cursor.ticks());
        if (ns > lastNs) {
            cut = true;
            over = ns - lastNs > POSTPONED_AT_MOST_NS;
            return;
        }
        now = Math.max(now, ns);
        if (now >= samples.dueNs) {
            samples.join(cursor.events());
        }
        if (cursor.kind() == EventKind.MEASURED || cursor.kind() == EventKind.MEASURED_PART) {
            samples.fold(cursor, now);
            return;
        }
        if (ScanFold.isOf(cursor.kind())) {
            scans.fold(cursor, now);
            return;
        }
        ThreadTally thread = thread();
        thread.seen(now);
        if (tasks != null) {
            heap.task = cursor.task();
        }
        switch (cursor.kind()) {
            case ALLOCATED -> allocated(thread);
            case SAMPLED -> heap.sampled += allocated(thread) ? 1 : 0;
            case FREED -> freed(thread);
            case REALLOCATED -> reallocated(thread);
            case MAPPED, UNMAPPED, REMAPPED, BREAK_MOVED -> {
                mappings.fold(cursor, now);
                if (!withoutPassports) {
                    pages();
                }
            }
            case GAP -> gaps.add(now, thread.id, cursor.count(), cursor.reason());
            case USABLE -> heap.slack.given(cursor.usableAddress(), cursor.usableBytes());
            case PAUSED -> paused();
            case TASK_ENDED -> taskEnded();
            case MARKED -> {
                marks.add(now, thread.id, cursor.task(), label());
                phases.marked(now, label());
            }
            case PASSPORT -> {
                if (isLeftOut()) {
                    return;
                }
                if (!passports.isUnknown(cursor) || !cursor.postpone()) {
                    withoutPassports = false;
                    passports.step(cursor, now);
                }
            }
            case HOLDER -> passports.holder(cursor, now);
            case LEASED, TASK_SWITCHED, MEASURED, MEASURED_PART, SCAN, SCAN_REGION, POINTERS -> {
                // Who it is stands in every step; nothing else to fold. Samples and scans are of no
                // thread.
            }
        }
    }

    /// Whether the step is of a passport that a selection leaves out.
    private boolean isLeftOut() {
        SelectionFold judge = selection;
        if (judge == null) {
            return false;
        }
        long passport = cursor.passport();
        if (cursor.passportStep() != PassportStep.ISSUED) {
            return judge.isLeftOut(passport);
        }
        int given = StackSites.site(stackSites.find(cursor.stack()));
        int site = given == 0 ? passports.blocks.siteAt(cursor.passportAddress()) : given;
        return !judge.admitsPassport(
                passport, now, cursor.thread(), cursor.task(), cursor.passportSize(), site);
    }

    private void taskEnded() {
        if (tasks != null) {
            tasks.ended(cursor.endedTask(), cursor.outcome(), now);
        }
    }

    private String label() {
        return log.definitions().label(cursor.label());
    }

    private void paused() {
        if (cursor.isCollection()) {
            long end = cursor.ticks();
            long beginNs = clock.ns(end - cursor.durationTicks());
            pauses = pauses.plus(beginNs, clock.ns(end) - beginNs);
        }
    }

    private void freed(ThreadTally thread) {
        long address = cursor.address();
        if (!heap.isLive(address)) {
            if (cursor.postpone()) {
                return;
            }
            if (!withoutPassports) {
                passports.blocks.freedUnknown(address, place(), cursor.caller());
            }
        } else if (!withoutPassports && passports.blocks.mayHavePassports()) {
            if (isTooEarly(address)) {
                return;
            }
            passports.blocks.freed(
                    PassportEventKind.FREED, address, live.size(), place(), cursor.caller());
        }
        heap.freed(now, thread, address);
    }

    /// Whether giving back the block the table stands on is put off, since a hand-over in another
    /// lane may be about to come.
    private boolean isTooEarly(long address) {
        return passports.blocks.wouldBeWrong(address, live.size(), cursor.thread(), cursor.caller())
                && cursor.postpone();
    }

    private Place place() {
        int stack = StackSites.site(stackSites.find(cursor.stack()));
        return new Place(now, cursor.thread(), cursor.task(), stack);
    }

    /// What happens to passports in the pages of the step at hand.
    private void pages() {
        boolean moves = cursor.kind() == EventKind.REMAPPED;
        if (cursor.effect() == Effect.RELEASED) {
            if (moves) {
                passports.blocks.takeOut(cursor.lane(), cursor.address(), cursor.size());
            } else {
                passports.blocks.freed(
                        PassportEventKind.UNMAPPED,
                        cursor.address(),
                        cursor.size(),
                        place(),
                        cursor.caller());
            }
        } else if (moves) {
            passports.blocks.putIn(
                    cursor.lane(),
                    cursor.oldAddress(),
                    cursor.address(),
                    cursor.size(),
                    place(),
                    cursor.stack());
        }
    }

    /// Something is handed out at an address. The table stands where {@link HeapFold#isLive} has
    /// left it.
    private void handedOut(long address) {
        if (passports.blocks.mayHavePassports()) {
            passports.blocks.vanished(place());
        }
        passports.blocks.handedOut(address, cursor.size(), place());
    }

    /// False: put off.
    private boolean allocated(ThreadTally thread) {
        if (heap.isLive(cursor.address()) && cursor.postpone()) {
            return false;
        }
        if (!withoutPassports) {
            handedOut(cursor.address());
        }
        heap.allocated(
                now,
                thread,
                cursor.address(),
                cursor.size(),
                cursor.stack(),
                AllocationFunction.ofAllocated(cursor.variant()));
        return true;
    }

    private void reallocated(ThreadTally thread) {
        boolean releases = cursor.effect() == Effect.RELEASED;
        if (heap.isLive(cursor.address()) != releases && cursor.postpone()) {
            return;
        }
        if (releases) {
            if (!withoutPassports && passports.blocks.mayHavePassports()) {
                if (isTooEarly(cursor.address())) {
                    return;
                }
                passports.blocks.takeOut(cursor.lane(), cursor.address(), live.size());
            }
            heap.reallocBegins(cursor.lane(), thread, cursor.address());
        } else {
            if (!withoutPassports) {
                handedOut(cursor.address());
            }
            heap.reallocEnds(
                    now,
                    cursor.lane(),
                    thread,
                    cursor.address(),
                    cursor.size(),
                    cursor.stack(),
                    AllocationFunction.ofReallocated(cursor.variant()));
            if (!withoutPassports) {
                moved();
            }
        }
    }

    /// Passports follow their block.
    private void moved() {
        long to = cursor.address();
        boolean follow =
                passports.blocks.putIn(
                        cursor.lane(),
                        cursor.oldAddress(),
                        to,
                        cursor.size(),
                        place(),
                        cursor.stack());
        if (follow && live.find(to)) {
            live.markPassports();
        }
    }

    private ThreadTally thread() {
        ThreadTally known = laneThreads[cursor.lane()];
        int id = cursor.thread();
        if (known == null || known.id != id) {
            known = threads.of(id);
            laneThreads[cursor.lane()] = known;
        }
        return known;
    }
}
