/* A range of the address space of which the shim knows what it is for. The numbers are those of a
 * MEASURED_PART of kind 4. */
#ifndef MEMSCOPE_KNOWN_RANGE_H
#define MEMSCOPE_KNOWN_RANGE_H

#include <stdint.h>

enum ms_range_use {
    MS_USE_UNKNOWN = 0,
    MS_USE_QUEUE = 1,
    MS_USE_SHIM = 2,
    MS_USE_JAVA_HEAP = 3,
    MS_USE_STACK = 4,
    MS_USE_CODE = 5,
    MS_USE_ARENA = 6,
};

struct ms_known_range {
    uint64_t start;
    uint64_t end;
    enum ms_range_use use;
};

#endif
