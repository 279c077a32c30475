/* The mixed walk: native frames by their objects' .eh_frame, generated code of a JVM by its own
 * tables, everything else by frame pointers. */
#ifndef MEMSCOPE_WALK_H
#define MEMSCOPE_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "stack_table.h"

/* A hook's own frame: [0] is the caller's frame pointer, [1] the return address. */
typedef const uintptr_t *ms_frame;
#define MS_FRAME ((ms_frame)__builtin_frame_address(0))

/* A frame of generated code of the JVM: a compiled or interpreted method, or a stub. */
struct ms_java_frame {
    uint32_t index; /* in `pcs` */
    bool interpreted;
    uintptr_t method; /* Method*; 0: a stub */
    uintptr_t bcp;    /* of an interpreted one */
    uintptr_t sp;     /* of the frame, when its callee returns */
    uintptr_t fp;
};

/* The frames as they are on the stack, innermost first. 26 KB: never on a stack itself. */
struct ms_walk {
    uint32_t count;
    uint32_t flags; /* of the stack: MS_STACK_REACHED_ENTRY, MS_STACK_CUT */
    uint32_t java_count;
    uint64_t hash; /* of all that tells this stack from others */
    uint64_t pcs[MS_STACK_MAX];
    struct ms_java_frame java[MS_STACK_MAX]; /* in the order of `pcs` */
};

#endif
