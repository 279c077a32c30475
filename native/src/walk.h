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

/* A word whose value decided a walk. While all of them are the same, so is the walk. */
struct ms_slot {
    const uintptr_t *address;
    uintptr_t value;
};

/* Those of one walk. */
struct ms_slots {
    struct ms_slot *slots;
    uint32_t most;
    uint32_t count; /* more than `most`: not all of them were kept */
};

/* How far to go, and with what. */
struct ms_walk_limits {
    uint32_t depth;    /* frames */
    bool stop_at_java; /* the first frame of generated code is the last one */
    bool afresh;       /* use nothing remembered */
};

/* Walks the calling thread's stack from the caller of `hook` on, within the true bounds of the
 * stack; elsewhere (signal stacks, coroutines) the caller is all. Any thread, inside malloc: no
 * lock, no allocation, no system call. */
void ms_walk_stack(struct ms_walk *walk, ms_frame hook, const struct ms_walk_limits *limits,
                   struct ms_slots *slots);

#endif
