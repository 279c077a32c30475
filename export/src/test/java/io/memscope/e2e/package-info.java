/// Runs real programs under the shim and judges what became of it: by the event log, by its replay
/// and by the exported files. Each test first looks at what the program did without us.
@NullMarked
package io.memscope.e2e;

import org.jspecify.annotations.NullMarked;
