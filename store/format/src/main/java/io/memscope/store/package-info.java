/// Reads and writes the event store: an append-only Chronicle Queue, one directory per traced
/// process.
@NullMarked
package io.memscope.store;

import org.jspecify.annotations.NullMarked;
