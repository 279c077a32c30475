/// A second replay, slow and plain, that shares no code with the first: it decodes queues by what
/// `docs/record-format.md` says, folds them into lists and maps, and compares every number that it
/// knows with the exported reports.
@NullMarked
package io.memscope.proof;

import org.jspecify.annotations.NullMarked;
