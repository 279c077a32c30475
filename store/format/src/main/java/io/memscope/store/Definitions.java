package io.memscope.store;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the events of a log refer to by id. Independent of the log it was read from: it may be
/// closed.
@SuppressWarnings("DoNotCallSuggester")
public final class Definitions {
    Definitions() {}

    /// Everything about the process.
    public Session session() {
        throw new UnsupportedOperationException();
    }

    /// The stack of this id; {@link Stack#UNKNOWN} when there is none.
    public Stack stack(int id) {
        throw new UnsupportedOperationException();
    }

    /// True when {@link #stack(int)} knows the id.
    public boolean hasStack(long id) {
        throw new UnsupportedOperationException();
    }

    /// How many stacks are defined.
    public int stackCount() {
        throw new UnsupportedOperationException();
    }

    /// The module of this id.
    public Optional<Module> module(int id) {
        throw new UnsupportedOperationException();
    }

    /// All modules, by id.
    public Collection<Module> modules() {
        throw new UnsupportedOperationException();
    }

    /// The thread of this id, or null.
    public @Nullable ThreadInfo thread(int id) {
        throw new UnsupportedOperationException();
    }

    /// All threads, by id.
    public Collection<ThreadInfo> threads() {
        throw new UnsupportedOperationException();
    }
}
