/// Turns one page record, whose fields are already in display order, into one self-contained HTML
/// file.
@NullMarked
package io.memscope.dashboard;

import org.jspecify.annotations.NullMarked;
