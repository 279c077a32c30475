/// Exports recorded sessions: replays each queue, writes its reports and its page.
@NullMarked
package io.memscope.export;

import org.jspecify.annotations.NullMarked;
