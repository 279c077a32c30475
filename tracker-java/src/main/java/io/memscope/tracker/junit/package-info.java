/// Tests that judge native memory, for JUnit 5.
@NullMarked
package io.memscope.tracker.junit;

import org.jspecify.annotations.NullMarked;
