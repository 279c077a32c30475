/// Holds recordings against budgets, for continuous integration.
@NullMarked
package io.memscope.export.check;

import org.jspecify.annotations.NullMarked;
