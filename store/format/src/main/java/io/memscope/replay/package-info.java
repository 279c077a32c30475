/// Replays a recorded session: one fold over its events into the model that every report is a view
/// of. Memory is bounded by live blocks, distinct stacks and threads, whatever the number of
/// events.
@NullMarked
package io.memscope.replay;

import org.jspecify.annotations.NullMarked;
