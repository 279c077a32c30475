/// What is recorded, as meters of Micrometer.
@NullMarked
package io.memscope.tracker.micrometer;

import org.jspecify.annotations.NullMarked;
