/* The Java heap of the JVM in this process. */
#ifndef MEMSCOPE_JAVA_HEAP_H
#define MEMSCOPE_JAVA_HEAP_H

#include <stdbool.h>
#include <stdint.h>

/* The address range that the collector has reserved for it. False: there is no JVM, or its
 * collector does not say (ZGC). Any thread that may make system calls. */
bool ms_java_heap(uint64_t *start, uint64_t *size_bytes);

#endif
