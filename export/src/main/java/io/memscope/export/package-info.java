/// Turns a queue directory into reports: the stages from the replayed model to files on disk.
@NullMarked
package io.memscope.export;

import org.jspecify.annotations.NullMarked;
