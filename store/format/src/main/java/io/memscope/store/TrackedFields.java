package io.memscope.store;

/// The fields of the records that a tracker causes: `PASSPORT`, `HOLDER`, `TASK_ENDED` and
/// `MARKED`. One record's at a time.
///
/// Not thread-safe.
final class TrackedFields {
    /// Of a passport or holder; the task of a `TASK_ENDED`.
    long id;

    PassportStep step = PassportStep.ISSUED;

    /// The step of a holder, the outcome of a task.
    long number;

    long label;

    // Of an `ISSUED`; address and size of a `SLICED`, too.
    long address;
    long size;
    long type;
    long variable;
    long source;
    long holder;
    long state;

    /// `access` or `reason`.
    long detail;

    /// Decodes what follows the time.
    ///
    /// @param stacks where the stack goes
    /// @return false: a step that this version does not know
    boolean decode(EventKind kind, RecordReader reader, long[] stacks, int slot) {
        switch (kind) {
            case PASSPORT -> {
                id = reader.varint();
                PassportStep read = PassportStep.of(reader.varint());
                if (read == null) {
                    return false;
                }
                step = read;
                stacks[slot] = reader.varint();
                label = reader.varint();
                decodeStep(reader);
            }
            case HOLDER -> {
                id = reader.varint();
                number = reader.varint();
                stacks[slot] = reader.varint();
                label = reader.varint();
                source = reader.varint();
            }
            case TASK_ENDED -> {
                id = reader.varint();
                number = reader.varint();
            }
            case MARKED -> label = reader.varint();
            default -> throw new IllegalArgumentException(kind + " comes from no tracker");
        }
        return true;
    }

    private void decodeStep(RecordReader reader) {
        switch (step) {
            case ISSUED -> {
                address = reader.varint();
                size = reader.varint();
                type = reader.varint();
                variable = reader.varint();
                source = reader.varint();
                holder = reader.varint();
                state = reader.varint();
            }
            case SLICED -> {
                address = reader.varint();
                size = reader.varint();
            }
            default -> detail = step.detail().isEmpty() ? 0 : reader.varint();
        }
    }

    /// The record as a value.
    MemoryEvent event(EventKind kind, int variant, long ticks, int stack) {
        return switch (kind) {
            case PASSPORT -> passport(variant, ticks, stack);
            case HOLDER ->
                    new MemoryEvent.HolderStepped(
                            variant, ticks, id, number, stack, id(label), source);
            case TASK_ENDED -> new MemoryEvent.TaskEnded(variant, ticks, id(id), number);
            case MARKED -> new MemoryEvent.Marked(variant, ticks, id(label));
            default -> throw new IllegalArgumentException(kind + " comes from no tracker");
        };
    }

    private MemoryEvent passport(int variant, long ticks, int stack) {
        return switch (step) {
            case ISSUED ->
                    new MemoryEvent.PassportIssued(
                            variant,
                            ticks,
                            id,
                            stack,
                            id(label),
                            address,
                            size,
                            id(type),
                            id(variable),
                            source,
                            holder,
                            state);
            case SLICED ->
                    new MemoryEvent.PassportSliced(
                            variant, ticks, id, stack, id(label), address, size);
            default ->
                    new MemoryEvent.PassportStepped(
                            variant, ticks, id, step, stack, id(label), detail);
        };
    }

    private static int id(long value) {
        return EventDecoder.clampedId(value);
    }
}
