/// The only code that names Chronicle: checks queue directories against its reader and follows
/// them.
@NullMarked
package io.memscope.chronicle;

import org.jspecify.annotations.NullMarked;
