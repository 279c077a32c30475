package io.memscope.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks all events of a log in the order in which they happened. Makes no object for an event:
/// after {@link #next()} the accessors tell about the step the cursor stands on; those that do not
/// belong to its kind mean nothing.
///
/// A call with two stamps is up to two steps: `REALLOCATED`, `REMAPPED` and `MAPPED` with
/// `MAP_FIXED` come as {@link Effect#RELEASED} at the start (of the old block or range) and {@link
/// Effect#ACQUIRED} at the end. All other kinds are one step; a `BREAK_MOVED` downwards releases.
///
/// Not thread-safe.
public final class EventCursor {
    private static final long GARBAGE_COLLECTION = 1;
    private static final long NATIVE_OWNED = 1;
    private static final long HOLDER_CLOSED = 2;

    /*
     * Lanes are merged through a binary heap of their cursors, the earliest on top. A lane that is
     * still the earliest after a step, which is the rule, costs two comparisons.
     */
    private final LaneCursor[] heap;
    private final PostponedLanes postponed;
    private final DecodingTally tally;
    private final int laneCount;
    private int lanes;
    private boolean started;

    /// The step on top has been put off, and its lane is not in the heap any more.
    private boolean replaced;

    EventCursor(List<LaneCursor> cursors, long postponeTicks, DecodingTally tally) {
        this.heap = cursors.toArray(LaneCursor[]::new);
        this.postponed = new PostponedLanes(heap.length, postponeTicks);
        this.laneCount = heap.length;
        this.tally = tally;
    }

    /// Goes to the next step; false at the end.
    public boolean next() {
        if (!started) {
            start();
        } else if (replaced) {
            replaced = false;
            bringBack(0, Long.MIN_VALUE);
        } else if (lanes > 0) {
            advance();
        }
        return lanes > 0;
    }

    private void advance() {
        long address = heap[0].address;
        long ticks = heap[0].ticks;
        if (!heap[0].next()) {
            heap[0] = heap[--lanes];
        }
        sink(0);
        if (!postponed.isEmpty()) {
            bringBack(address, ticks);
        }
    }

    /// Puts the step at hand off, because it cannot have happened yet: what it gives back has not
    /// been handed out, or what it hands out has not been given back. Stamps can be early, by what
    /// a processor runs ahead, against those of another core; each address is handed out and given
    /// back in turn all the same. The step comes again as soon as another lane has done something
    /// with its address, or has got so far that it cannot be the stamps; then it has to be taken as
    /// it is. A step of a passport waits in the same way for one of the same passport.
    ///
    /// @return false: it has been put off for long enough, or there is no other lane
    public boolean postpone() {
        LaneCursor lane = heap[0];
        if (lane.decided || (lanes == 1 && postponed.isEmpty())) {
            return false;
        }
        heap[0] = heap[--lanes];
        sink(0);
        postponed.add(lane);
        replaced = true;
        return true;
    }

    private void bringBack(long address, long ticks) {
        LaneCursor lane = postponed.take(address, ticks, lanes == 0 ? null : heap[0]);
        while (lane != null) {
            insert(lane);
            lane = postponed.take(address, ticks, heap[0]);
        }
    }

    private void insert(LaneCursor lane) {
        int at = lanes++;
        while (at > 0 && lane.isBefore(heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = lane;
    }

    private void start() {
        started = true;
        for (LaneCursor lane : heap) {
            if (lane.next()) {
                heap[lanes++] = lane;
            }
        }
        for (int i = lanes / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    private void sink(int from) {
        if (lanes == 0) {
            return;
        }
        LaneCursor sinking = heap[from];
        int at = from;
        for (int child = 2 * at + 1; child < lanes; child = 2 * at + 1) {
            if (child + 1 < lanes && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(sinking)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = sinking;
    }

    /// What happened.
    public EventKind kind() {
        return heap[0].kind;
    }

    /// What this step does to memory.
    public Effect effect() {
        return heap[0].effect;
    }

    /// Which function of its kind it was.
    public int variant() {
        return heap[0].variant;
    }

    /// The stamp of this step. Goes back from step to step only where a lane's own stamps do
    /// ({@link #clockStepsBack()}) or one was put off, and then by less than what {@link
    /// #postpone()} bridges.
    public long ticks() {
        return heap[0].ticks;
    }

    /// The lane, from 0 on, below {@link #laneCount()}. Between the two steps of a call there is no
    /// other step of its lane.
    public int lane() {
        return heap[0].lane;
    }

    /// How many lanes there are.
    public int laneCount() {
        return laneCount;
    }

    /// Id of the thread; of a `LEASED` the new one; 0 unknown.
    public int thread() {
        return heap[0].thread;
    }

    /// Id of the task; 0 none.
    public int task() {
        return heap[0].task;
    }

    /// Where what was given back or handed out in this step starts. Of no use in other steps.
    public long address() {
        return heap[0].address;
    }

    /// Bytes handed out or given back in this step. A free and the first step of a realloc do not
    /// know.
    public long size() {
        return heap[0].size;
    }

    /// Of a call that moves something: where it was, in both of its steps.
    public long oldAddress() {
        return heap[0].oldAddress;
    }

    /// Id of the stack of what hands something out; 0 unknown.
    public long stack() {
        return heap[0].stack;
    }

    /// Id of the stack, of one frame, that freed or unmapped; 0 unknown.
    public long caller() {
        return heap[0].stack;
    }

    /// As passed to `mmap`.
    public long protection() {
        return heap[0].fields().protection;
    }

    /// As passed to `mmap`.
    public long flags() {
        return heap[0].fields().flags;
    }

    /// Of a `GAP`: calls not recorded.
    public long count() {
        return heap[0].fields().count;
    }

    /// Of a `GAP`.
    public GapReason reason() {
        return GapReason.of(heap[0].fields().reason);
    }

    /// Of a `SAMPLED`: thousandths of blocks that it stands for.
    public long weight() {
        return heap[0].fields().weight;
    }

    /// Of a `USABLE`: where the block starts that was just handed out in this lane.
    public long usableAddress() {
        return heap[0].oldAddress;
    }

    /// Of a `USABLE`: the bytes that there are in it.
    public long usableBytes() {
        return heap[0].size;
    }

    /// Of a `PAUSED`: how long, in ticks.
    public long durationTicks() {
        return heap[0].fields().pauseTicks;
    }

    /// Of a `PAUSED`: whether the garbage collector was the reason.
    public boolean isCollection() {
        return heap[0].fields().pause == GARBAGE_COLLECTION;
    }

    /// Of a `PASSPORT`: the passport's id, from 1 on.
    public long passport() {
        return heap[0].fields().tracked.id;
    }

    /// Of a `PASSPORT`.
    public PassportStep passportStep() {
        return heap[0].fields().tracked.step;
    }

    /// Of a `PASSPORT`, `HOLDER` or `MARKED`: id of the label; 0 none.
    public int label() {
        return EventDecoder.clampedId(heap[0].fields().tracked.label);
    }

    /// Of a passport's `ISSUED` or `SLICED`: where the range starts.
    public long passportAddress() {
        return heap[0].fields().tracked.address;
    }

    /// Of a passport's `ISSUED` or `SLICED`: the range's bytes.
    public long passportSize() {
        return heap[0].fields().tracked.size;
    }

    /// Of a passport's `ISSUED`: label of its type; 0 unknown.
    public int type() {
        return EventDecoder.clampedId(heap[0].fields().tracked.type);
    }

    /// Of a passport's `ISSUED`: label of the variable; 0 unknown.
    public int variable() {
        return EventDecoder.clampedId(heap[0].fields().tracked.variable);
    }

    /// Of a passport's `ISSUED` and of a `HOLDER`.
    public PassportSource source() {
        return PassportSource.of(heap[0].fields().tracked.source);
    }

    /// Of a passport's `ISSUED`: id of the arena or allocator, or 0; of a `HOLDER`: which.
    public long holder() {
        TrackedFields fields = heap[0].fields().tracked;
        return kind() == EventKind.HOLDER ? fields.id : fields.holder;
    }

    /// Of a passport's `ISSUED`: native code owns it, Java has only seen its address.
    public boolean isNativeOwned() {
        return heap[0].fields().tracked.state == NATIVE_OWNED;
    }

    /// Of other steps of a passport: `access` or `reason`, of those that have one.
    public long detail() {
        return heap[0].fields().tracked.detail;
    }

    /// Of a `HOLDER`: whether it was closed; opened otherwise.
    public boolean isHolderClosed() {
        return heap[0].fields().tracked.number == HOLDER_CLOSED;
    }

    /// Of a `TASK_ENDED`: which. {@link #task()} says in which one the lane is.
    public int endedTask() {
        return EventDecoder.clampedId(heap[0].fields().tracked.id);
    }

    /// Of a `TASK_ENDED`.
    public TaskOutcome outcome() {
        return TaskOutcome.of(heap[0].fields().tracked.number);
    }

    /// Of a `MEASURED` or `MEASURED_PART`: the number of the sample, from 1 on.
    public long sample() {
        return heap[0].fields().measured.sample;
    }

    /// Of a `MEASURED_PART`: of what; null when this version does not know it.
    public @Nullable MeasuredPart measuredPart() {
        return MeasuredPart.of(heap[0].fields().measured.part);
    }

    /// Of a `MEASURED_PART`: id of the label of the thing that was measured; 0 none.
    public int measuredLabel() {
        return EventDecoder.clampedId(heap[0].fields().measured.label);
    }

    /// Of a `MEASURED`: how many numbers there are, two for each metric; of a `MEASURED_PART`: how
    /// many values.
    public int valueCount() {
        return heap[0].fields().measured.values.count();
    }

    /// Of a `MEASURED`: at even places the number of a metric of `metrics.def`, behind it what it
    /// was; of a `MEASURED_PART` the values in the order that the part says.
    public long value(int at) {
        return heap[0].fields().measured.values.get(at);
    }

    /// Of a `SCAN`, `SCAN_REGION` or `POINTERS`: the number of the scan, from 1 on.
    public long scan() {
        return heap[0].fields().scanned.scan;
    }

    /// Of a `SCAN`; null when this version does not know it.
    public @Nullable ScanStep scanStep() {
        return ScanStep.of(heap[0].fields().scanned.step);
    }

    /// Of a `SCAN_REGION`.
    public ScanRegionKind regionKind() {
        return ScanRegionKind.of(heap[0].fields().scanned.region);
    }

    /// Of a `SCAN_REGION`: address of its first byte; of registers the id of their thread.
    public long regionStart() {
        return heap[0].fields().scanned.start;
    }

    /// Of a `SCAN_REGION`: its bytes.
    public long regionSize() {
        return heap[0].fields().scanned.size;
    }

    /// Of a `SCAN` or `POINTERS`: how many numbers follow, two for each pointer.
    public int scannedCount() {
        return heap[0].fields().scanned.values.count();
    }

    /// Of a `SCAN` or `POINTERS`: one of those numbers, as it stands in the record.
    public long scannedValue(int at) {
        return heap[0].fields().scanned.values.get(at);
    }

    /// The whole record of this step, as a value: the same in both steps of a call.
    public MemoryEvent event() {
        return heap[0].event();
    }

    /// Records decoded so far; up to one in each lane is decoded ahead.
    public long events() {
        return tally.events;
    }

    /// Records stepped over so far because this version does not interpret their kind.
    public long skippedEvents() {
        return tally.skipped;
    }

    /// Bytes of records in the chunks that were begun so far.
    public long bytes() {
        return tally.openedBytes;
    }

    /// Chunks so far with a record that cannot be decoded, and whose rest is lost.
    public long brokenChunks() {
        return tally.brokenChunks;
    }

    /// Chunks so far that begin with an earlier stamp than their lane had reached.
    public long clockStepsBack() {
        return tally.clockStepsBack;
    }

    /// Steps so far that came before the one they waited for, by their stamps, and were put behind
    /// it.
    public long reordered() {
        return postponed.reordered();
    }

    /// What decoding found wrong so far.
    public List<Finding> findings() {
        return tally.findings.listed();
    }

    /// How much that was, listed or not.
    public long findingsTotal() {
        return tally.findings.total();
    }
}
