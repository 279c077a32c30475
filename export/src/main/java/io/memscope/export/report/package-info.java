/// The JSON reports: each a view of one replayed session, written as a stream.
@NullMarked
package io.memscope.export.report;

import org.jspecify.annotations.NullMarked;
