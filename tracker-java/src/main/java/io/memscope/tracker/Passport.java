package io.memscope.tracker;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The history of one block across the boundary between Java and native code: who owned it, when it
/// crossed.
public final class Passport {
    private final long id;

    Passport(long id) {
        this.id = id;
    }

    /// Unlike that of any other passport of this process; as in the reports.
    public long id() {
        return id;
    }

    /// The variable's name, where one was given.
    public Optional<String> name() {
        return Optional.empty();
    }

    /// The type's name, where the memory was asked for by a layout that has one.
    public Optional<String> type() {
        return Optional.empty();
    }

    /// The name of the arena or allocator that issued it.
    public String owner() {
        return "";
    }

    /// Where the memory starts, in this process.
    public long address() {
        return 0;
    }

    /// As requested.
    public long sizeBytes() {
        return 0;
    }

    /// A segment of size 0 at {@link #address()}, to be passed to the function that takes the
    /// memory over.
    public MemorySegment pointer() {
        return MemorySegment.ofAddress(address());
    }

    /// Who has it now, as far as Java was told.
    public Custody custody() {
        return Custody.JAVA;
    }
}
