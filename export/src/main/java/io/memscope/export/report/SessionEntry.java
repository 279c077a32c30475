package io.memscope.export.report;

import io.memscope.store.Session;
import org.jspecify.annotations.Nullable;

/// One of several processes, as the top manifest lists it.
///
/// @param queue the name of its directory, and of the folder of its reports
/// @param why there are no reports; null when there are
/// @param session null when there are no reports
public record SessionEntry(
        String queue, Status status, @Nullable String why, @Nullable Session session) {
    /// What became of it.
    public enum Status {
        /// Its reports were written.
        EXPORTED("exported"),
        /// It holds no record yet.
        EMPTY("empty"),
        /// It could not be read, or its reports not be written.
        FAILED("failed");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        /// As it is spelt in the manifest.
        public String label() {
            return label;
        }
    }
}
