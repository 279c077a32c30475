/* The mixed walk: native frames by their objects' .eh_frame, generated code of a JVM by its own
 * tables, everything else by frame pointers. */
#ifndef MEMSCOPE_WALK_H
#define MEMSCOPE_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "stack_image.h"

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

/* An image innermost first, as it is told. */
struct ms_walk {
    uint32_t count;
    uint32_t flags; /* of the stack: MS_STACK_REACHED_ENTRY, MS_STACK_CUT */
    uint32_t java_count;
    uint64_t pcs[MS_STACK_MAX];
    struct ms_java_frame java[MS_STACK_MAX]; /* in the order of `pcs` */
};

/* What a walk sees before it comes to what is known, innermost frame first. */
struct ms_fresh {
    uint32_t count;
    uint32_t slot_count;
    bool is_cut_short; /* there were more slots than room for them, or frames that were none */
    struct ms_image_frame frames[MS_STACK_MAX];
    struct ms_slot slots[MS_IMAGE_SLOTS];
};

/* How far to go, and with what. */
struct ms_walk_limits {
    uint32_t depth;    /* frames */
    bool stop_at_java; /* the first frame of generated code is the last one */
    bool afresh;       /* use nothing remembered */
    uintptr_t entry; /* the frame, by its lowest word, in which the continuation that runs here was
                        entered: a virtual thread's. 0: none does, or it is not known */
};

/* Walks the calling thread's stack from the caller of `hook` on, within the true bounds of the
 * stack, and makes `image`, which may be of an earlier walk in this thread, one of this. Elsewhere
 * (signal stacks, coroutines) the caller is all. `fresh` is room to work in. Any thread, inside
 * malloc: no lock, no allocation, no system call. */
void ms_walk_stack(struct ms_stack_image *image, ms_frame hook, const struct ms_walk_limits *limits,
                   struct ms_fresh *fresh);

void ms_walk_from_image(struct ms_walk *walk, const struct ms_stack_image *image);

/* Tells stacks apart. */
static inline uint64_t ms_image_hash(const struct ms_stack_image *image) {
    return image->frames[image->count - 1].hash;
}

#endif
