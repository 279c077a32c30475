package io.memscope.export.report;

import io.memscope.replay.Evidence;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// One line of a {@link Reconciliation}.
///
/// @param residentBytes in memory
/// @param parts of it, the most first; empty when it has none
public record ResidentLine(Kind kind, long residentBytes, List<Part> parts) {
    public ResidentLine {
        parts = List.copyOf(parts);
    }

    /// What memory is for; in the order of the lines.
    public enum Kind {
        JAVA_HEAP("java_heap", Evidence.OBSERVED),
        /// What the virtual machine has mapped for itself.
        JVM("jvm", Evidence.INFERRED),
        THREAD_STACKS("thread_stacks", Evidence.OBSERVED),
        /// Blocks of the malloc family, as requested.
        TRACKED_LIVE("tracked_live", Evidence.INFERRED),
        /// What the allocator holds beyond the live blocks.
        ALLOCATOR_SLACK("allocator_slack", Evidence.INFERRED),
        /// Programs, libraries, files, shared memory and what the program has mapped itself.
        MAPPINGS("mappings", Evidence.INFERRED),
        QUEUE("queue", Evidence.OBSERVED),
        SHIM("shim", Evidence.OBSERVED);

        private final String label;
        private final Evidence evidence;

        Kind(String label, Evidence evidence) {
            this.label = label;
            this.evidence = evidence;
        }

        /// As it is spelt in reports.
        public String label() {
            return label;
        }

        /// Observed where the kernel and the recorder tell it together; inferred where a range that
        /// the kernel tells was divided.
        Evidence evidence() {
            return evidence;
        }
    }

    /// A part of a line.
    ///
    /// @param name what the JVM or this report calls it
    public record Part(String name, long residentBytes) {}

    static ResidentLine of(Kind kind, Map<String, Long> parts) {
        List<Part> sorted =
                parts.entrySet().stream()
                        .filter(part -> part.getValue() > 0)
                        .map(part -> new Part(part.getKey(), part.getValue()))
                        .sorted(
                                Comparator.comparingLong(Part::residentBytes)
                                        .reversed()
                                        .thenComparing(Part::name))
                        .toList();
        return new ResidentLine(kind, sorted.stream().mapToLong(Part::residentBytes).sum(), sorted);
    }
}
