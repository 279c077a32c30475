package io.memscope.export.report;

/// What an edge of the ownership graph says. Names are those of memscope-rs, which took them from
/// Rust.
enum OwnershipKind {
    /// An arena, an allocator or a named owner has to give the block back.
    OWNS("Owns"),
    /// A range lies in another one and goes with it.
    CONTAINS("Contains"),
    /// Lent for a call, which may only read it.
    SHARED_BORROW("SharedBorrow"),
    /// Lent for a call, which may write to it.
    MUT_BORROW("MutBorrow"),
    /// Handed over for good, or given back.
    MOVE("Move"),
    /// Another counted handle, for one thread.
    RC_CLONE("RcClone"),
    /// Another counted handle, for any thread.
    ARC_CLONE("ArcClone");

    private final String label;

    OwnershipKind(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
