/// Compares recordings: which allocation sites are the same in both, and what became of them.
@NullMarked
package io.memscope.export.diff;

import org.jspecify.annotations.NullMarked;
