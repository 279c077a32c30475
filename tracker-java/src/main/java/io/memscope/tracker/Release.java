package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Consumer;

/// How memory that foreign code gave away is given back.
public final class Release {
    private final String name;
    private final Consumer<MemorySegment> function;

    private Release(String name, Consumer<MemorySegment> function) {
        this.name = Objects.requireNonNull(name);
        this.function = Objects.requireNonNull(function);
    }

    /// A release by a function of the application.
    ///
    /// @param name of the function, as reports tell it
    /// @param function gives back the block that the segment starts at; called once, when the
    ///   adopting arena is closed
    /// @throws IllegalArgumentException if the name is blank
    public static Release named(String name, Consumer<MemorySegment> function) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a release function without a name");
        }
        return new Release(name, function);
    }

    /// A release by a function that the application calls by itself.
    static Release byName(String name) {
        return named(
                name,
                segment -> {
                    throw new IllegalStateException(
                            name + " has to be called by the application, for " + segment);
                });
    }

    /// The function's name.
    public String name() {
        return name;
    }

    void accept(MemorySegment segment) {
        function.accept(segment);
    }

    @Override
    public String toString() {
        return name;
    }
}
