/// Turns one page record into one self-contained HTML file.
@NullMarked
package io.memscope.dashboard;

import org.jspecify.annotations.NullMarked;
