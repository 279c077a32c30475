package io.memscope.store;

import org.jspecify.annotations.Nullable;

/// What a `MEASURED_PART` record is about. Sizes are bytes.
public enum MeasuredPart {
    /// A category of the JVM's Native Memory Tracking: reserved, committed.
    NMT_CATEGORY(1),
    /// A memory pool of the JVM: used, committed, max.
    MEMORY_POOL(2),
    /// The direct or mapped buffers of a JVM: count, capacity, used.
    BUFFER_POOL(3),
    /// A range of the address space as the kernel lists it, of which some is resident: start, size,
    /// resident, number of a {@link RangeUse}. Its label is the file it is mapped from, or what the
    /// kernel calls it.
    RANGE(4);

    private static final ByNumber<MeasuredPart> BY_NUMBER =
            new ByNumber<>(values(), MeasuredPart::number);

    private final int number;

    MeasuredPart(int number) {
        this.number = number;
    }

    /// As in the record.
    public int number() {
        return number;
    }

    static @Nullable MeasuredPart of(long number) {
        return BY_NUMBER.find(number);
    }
}
