/// What application code uses: arenas whose segments have passports (the history of a block across
/// the boundary between Java and native code), hand-overs, contracts of foreign functions, tasks.
@NullMarked
package io.memscope.tracker;

import org.jspecify.annotations.NullMarked;
