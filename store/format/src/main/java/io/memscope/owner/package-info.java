/// Whose memory an allocation is: the program's, the virtual machine's for it, or that of the
/// machinery around it, told by the stack alone.
@NullMarked
package io.memscope.owner;

import org.jspecify.annotations.NullMarked;
