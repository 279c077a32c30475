package io.memscope.store;

import java.util.List;

/// An event as a value, for tests and tools. Reading a log of many events goes through {@link
/// EventCursor}, which makes no object for each.
///
/// Stamps are ticks of the session's counter; addresses are those of the traced process.
public sealed interface MemoryEvent {
    /// The event's number and name.
    EventKind kind();

    /// Which function of its kind it was; see `record-format.md`.
    int variant();

    /// When it happened; for calls with two stamps, when it began.
    long ticks();

    /// The allocator handed out a block.
    record Allocated(int variant, long ticks, long address, long sizeBytes, int stack)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.ALLOCATED;
        }
    }

    /// A block is about to be given back.
    record Freed(int variant, long ticks, long address, int caller) implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.FREED;
        }
    }

    /// A block was given back at the start, another (or the same) handed out at the end.
    record Reallocated(
            int variant,
            long ticks,
            long durationTicks,
            long oldAddress,
            long address,
            long sizeBytes,
            int stack)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.REALLOCATED;
        }
    }

    /// Pages were mapped.
    record Mapped(
            int variant,
            long ticks,
            long durationTicks,
            long address,
            long sizeBytes,
            long protection,
            long flags,
            int stack)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.MAPPED;
        }
    }

    /// Pages were unmapped.
    record Unmapped(
            int variant, long ticks, long durationTicks, long address, long sizeBytes, int caller)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.UNMAPPED;
        }
    }

    /// A mapping was resized or moved.
    record Remapped(
            int variant,
            long ticks,
            long durationTicks,
            long oldAddress,
            long oldSizeBytes,
            long address,
            long sizeBytes,
            int stack)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.REMAPPED;
        }
    }

    /// The program moved its break.
    record BreakMoved(
            int variant, long ticks, long durationTicks, long oldAddress, long address, int stack)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.BREAK_MOVED;
        }
    }

    /// From here on the lane's events are those of another thread.
    record Leased(int variant, long ticks, int thread) implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.LEASED;
        }
    }

    /// Calls were not recorded since the lane's previous record.
    record Gap(int variant, long ticks, long count, long reason) implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.GAP;
        }
    }

    /// From here on the lane's events belong to another task.
    record TaskSwitched(int variant, long ticks, int task) implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.TASK_SWITCHED;
        }
    }

    /// A block was handed out that stands for `weightThousandths / 1000` blocks.
    record Sampled(
            int variant,
            long ticks,
            long address,
            long sizeBytes,
            int stack,
            long weightThousandths)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.SAMPLED;
        }
    }

    /// The program's threads stood still up to `ticks`.
    ///
    /// @param pause 1: garbage collection
    record Paused(int variant, long ticks, long durationTicks, long pause) implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.PAUSED;
        }
    }

    /// A passport begins.
    ///
    /// @param stack 0: that of the block it lies in
    /// @param label the owner's name
    /// @param type label or 0
    /// @param variable label or 0
    /// @param source number of a {@link PassportSource}
    /// @param holder id of the arena or allocator that owns it, or 0
    /// @param state 0: in Java's custody, 1: owned by native code
    record PassportIssued(
            int variant,
            long ticks,
            long passport,
            int stack,
            int label,
            long address,
            long sizeBytes,
            int type,
            int variable,
            long source,
            long holder,
            long state)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.PASSPORT;
        }
    }

    /// A part of a passport's range got a view of its own.
    record PassportSliced(
            int variant,
            long ticks,
            long passport,
            int stack,
            int label,
            long address,
            long sizeBytes)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.PASSPORT;
        }
    }

    /// Any other step of a passport.
    ///
    /// @param detail `access` or `reason`, of the steps that have it; 0 otherwise
    record PassportStepped(
            int variant,
            long ticks,
            long passport,
            PassportStep step,
            int stack,
            int label,
            long detail)
            implements MemoryEvent {
        public PassportStepped {
            if (step == PassportStep.ISSUED || step == PassportStep.SLICED) {
                throw new IllegalArgumentException(step + " has a record of its own");
            }
        }

        @Override
        public EventKind kind() {
            return EventKind.PASSPORT;
        }
    }

    /// An arena or allocator was opened or closed.
    ///
    /// @param step 1 opened, 2 closed
    /// @param label its name
    /// @param source number of a {@link PassportSource}
    record HolderStepped(
            int variant, long ticks, long holder, long step, int stack, int label, long source)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.HOLDER;
        }
    }

    /// A task is over.
    ///
    /// @param outcome number of a {@link TaskOutcome}
    record TaskEnded(int variant, long ticks, int task, long outcome) implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.TASK_ENDED;
        }
    }

    /// What a sample of the process measured, or a part of it.
    ///
    /// @param sample its number, from 1 on: the records of one number are one sample
    /// @param values pairs of the number of a metric of `metrics.def` and what it was
    record Measured(int variant, long ticks, long sample, List<Long> values)
            implements MemoryEvent {
        public Measured {
            values = List.copyOf(values);
        }

        @Override
        public EventKind kind() {
            return EventKind.MEASURED;
        }
    }

    /// What a sample measured of one of several things of a kind.
    ///
    /// @param part number of a {@link MeasuredPart}
    /// @param label the thing's name; 0 none
    /// @param values in the order that the kind of part says
    record PartMeasured(
            int variant, long ticks, long sample, long part, int label, List<Long> values)
            implements MemoryEvent {
        public PartMeasured {
            values = List.copyOf(values);
        }

        @Override
        public EventKind kind() {
            return EventKind.MEASURED_PART;
        }
    }

    /// A heap scan began or ended.
    ///
    /// @param scan its number, from 1 on
    /// @param step number of a {@link ScanStep}
    /// @param values those of the step
    record Scanned(int variant, long ticks, long scan, long step, List<Long> values)
            implements MemoryEvent {
        public Scanned {
            values = List.copyOf(values);
        }

        @Override
        public EventKind kind() {
            return EventKind.SCAN;
        }
    }

    /// A heap scan looked at a range of memory. The pointers that follow were found in it.
    ///
    /// @param region number of a {@link ScanRegionKind}
    /// @param start address of its first byte; of registers the id of their thread
    record RegionScanned(
            int variant, long ticks, long scan, long region, long start, long sizeBytes)
            implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.SCAN_REGION;
        }
    }

    /// Words of the region that could be pointers.
    ///
    /// @param values pairs: words from the slot before, or the region's start, to this slot; zigzag
    ///   difference of its value to the one before in the region, or to 0
    record PointersFound(int variant, long ticks, long scan, List<Long> values)
            implements MemoryEvent {
        public PointersFound {
            values = List.copyOf(values);
        }

        @Override
        public EventKind kind() {
            return EventKind.POINTERS;
        }
    }

    /// How many bytes there are in the block that was just handed out in this lane.
    record Usable(int variant, long ticks, long address, long usableBytes) implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.USABLE;
        }
    }

    /// An instant that got a name.
    record Marked(int variant, long ticks, int label) implements MemoryEvent {
        @Override
        public EventKind kind() {
            return EventKind.MARKED;
        }
    }
}
