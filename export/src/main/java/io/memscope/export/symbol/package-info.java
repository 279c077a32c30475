/// What native code is called: reads the symbols of the files that a recorded process had mapped,
/// and asks the machine's own tools for what stands in debug information.
@NullMarked
package io.memscope.export.symbol;

import org.jspecify.annotations.NullMarked;
