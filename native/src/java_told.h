/* The Java frames of a stack as they are told, by what is on the stack or by the JVM. */
#ifndef MEMSCOPE_JAVA_TOLD_H
#define MEMSCOPE_JAVA_TOLD_H

#include <stdint.h>

#include "walk.h"

struct ms_told_frame {
    uint32_t method; /* id; 0: not known */
    int32_t index;   /* of the bytecode; negative: none (native methods), or not known */
};

/* Too large for a thread's stack. */
struct ms_told {
    uint32_t count;
    struct ms_told_frame frames[MS_STACK_MAX]; /* innermost first */
    /* For each of a walk's Java frames how many of `frames` are told with it and those before. */
    uint32_t ends[MS_STACK_MAX];
};

#endif
