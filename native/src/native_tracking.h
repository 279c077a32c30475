/* Reads what the JVM prints of its native memory tracking: `VM.native_memory summary scale=B`. */
#ifndef MEMSCOPE_NATIVE_TRACKING_H
#define MEMSCOPE_NATIVE_TRACKING_H

#include <stddef.h>

#include "java_figures.h"

/* Puts the total, and each category as a part. */
void ms_native_tracking_read(const char *text, struct ms_java_figures *figures);

#endif
