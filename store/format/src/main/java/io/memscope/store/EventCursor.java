package io.memscope.store;

/// Walks all events of a log in the order in which they happened. Makes no object for an event:
/// after {@link #next()} the accessors tell about the step the cursor stands on; those that do not
/// belong to its kind are 0.
///
/// A call with two stamps is up to two steps: `REALLOCATED`, `REMAPPED` and `MAPPED` with
/// `MAP_FIXED` come as {@link Effect#RELEASED} at the start (of the old block or range) and {@link
/// Effect#ACQUIRED} at the end.
///
/// Not thread-safe.
@SuppressWarnings("DoNotCallSuggester")
public final class EventCursor {
    EventCursor() {}

    /// Goes to the next step; false at the end.
    public boolean next() {
        return false;
    }

    /// What happened.
    public EventKind kind() {
        throw new UnsupportedOperationException();
    }

    /// What this step does to memory.
    public Effect effect() {
        throw new UnsupportedOperationException();
    }

    /// Which function of its kind it was.
    public int variant() {
        throw new UnsupportedOperationException();
    }

    /// The stamp of this step; never goes back.
    public long ticks() {
        throw new UnsupportedOperationException();
    }

    /// The lane, from 0 on, without holes.
    public int lane() {
        throw new UnsupportedOperationException();
    }

    /// Id of the thread; of a `LEASED` the new one; 0 unknown.
    public int thread() {
        throw new UnsupportedOperationException();
    }

    /// Id of the task; 0 none.
    public int task() {
        throw new UnsupportedOperationException();
    }

    /// What was given back or handed out in this step.
    public long address() {
        throw new UnsupportedOperationException();
    }

    /// In bytes: of what is handed out; of what is given back where the record says so, else 0.
    public long size() {
        throw new UnsupportedOperationException();
    }

    /// Of a call that moves something: where it was, in both of its steps.
    public long oldAddress() {
        throw new UnsupportedOperationException();
    }

    /// Of a `REMAPPED`: bytes before.
    public long oldSize() {
        throw new UnsupportedOperationException();
    }

    /// Id of the stack of an allocation or mapping; 0 unknown.
    public long stack() {
        throw new UnsupportedOperationException();
    }

    /// Id of the stack, of one frame, that freed or unmapped; 0 unknown.
    public long caller() {
        throw new UnsupportedOperationException();
    }

    /// Of a `MAPPED`.
    public long protection() {
        throw new UnsupportedOperationException();
    }

    /// Of a `MAPPED`.
    public long flags() {
        throw new UnsupportedOperationException();
    }

    /// Of a `GAP`: calls not recorded.
    public long count() {
        throw new UnsupportedOperationException();
    }

    /// Of a `GAP`.
    public GapReason reason() {
        throw new UnsupportedOperationException();
    }

    /// Of a `SAMPLED`: thousandths of blocks.
    public long weight() {
        throw new UnsupportedOperationException();
    }
}
