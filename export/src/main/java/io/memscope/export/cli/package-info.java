/// The command line.
@NullMarked
package io.memscope.export.cli;

import org.jspecify.annotations.NullMarked;
