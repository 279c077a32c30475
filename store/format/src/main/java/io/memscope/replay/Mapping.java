package io.memscope.replay;

/// Pages mapped at the end by the program's own calls (those of the allocator are not seen). Part
/// of a mapping, when other parts were unmapped or replaced.
///
/// @param address where it starts, a page boundary
/// @param sizeBytes whole pages
/// @param mappedNs when, since session start
/// @param kind which call
/// @param protection as passed to `mmap`; 0 for others
/// @param flags as passed to `mmap`; 0 for others
/// @param stack id
/// @param thread id
public record Mapping(
        long address,
        long sizeBytes,
        long mappedNs,
        Kind kind,
        long protection,
        long flags,
        int stack,
        int thread) {

    /// The call that mapped.
    public enum Kind {
        MMAP("mmap"),
        MREMAP("mremap"),
        BREAK("brk");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /// As it is spelt in reports.
        public String label() {
            return label;
        }
    }
}
