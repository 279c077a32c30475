/// The sites of a session in the formats of other tools: every stack with what it has handed out.
@NullMarked
package io.memscope.export.profile;

import org.jspecify.annotations.NullMarked;
