/* The stack of one thread as it was walked last. Between two allocations mostly the innermost
 * frames change: the next walk goes on from here as soon as it comes to a frame from which on
 * nothing has changed. A lane has one; only the thread that leases it uses it. */
#ifndef MEMSCOPE_STACK_IMAGE_H
#define MEMSCOPE_STACK_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "stack_table.h"

/* A word whose value decided a walk. While all of them are the same, so is the walk. */
struct ms_slot {
    const uintptr_t *address;
    uintptr_t value;
};

#define MS_IMAGE_SLOTS (3 * MS_STACK_MAX)

enum ms_frame_kind {
    MS_FRAME_NATIVE,
    MS_FRAME_STUB, /* generated code of the JVM that is no method */
    MS_FRAME_COMPILED,
    MS_FRAME_INTERPRETED,
};

/* A frame as it is on the stack. */
struct ms_image_frame {
    uintptr_t pc; /* where its callee returns to, and the registers then */
    uintptr_t sp;
    uintptr_t fp;
    const uintptr_t *fp_slot; /* where it has saved its caller's fp; NULL: nowhere */
    uint64_t hash;            /* of all that tells this frame and those outside it from others */
    uintptr_t method;         /* Method* of a Java method */
    uintptr_t detail;         /* the bcp of an interpreted one, the identity of other code */
    uint32_t id;              /* of the stack from this frame outwards; 0: not known */
    uint32_t slot_end;        /* its slots are those before, and from its caller's `slot_end` on */
    uint8_t kind;
    bool is_exact;       /* pc was interrupted by a signal, and is no return address */
    bool uses_fp;        /* the step to its caller needed fp */
    bool does_keep_fp;   /* its caller's fp is its own */
    bool does_fp_matter; /* to this frame or those outside it */
};

struct ms_stack_image {
    uint32_t count;
    uint32_t flags; /* of the stack: MS_STACK_REACHED_ENTRY, MS_STACK_CUT */
    bool is_whole;  /* each word that decided the walk is in `slots` */
    struct ms_image_frame frames[MS_STACK_MAX]; /* outermost first */
    struct ms_slot slots[MS_IMAGE_SLOTS];
};

/* How many frames, from the outermost on, are as they were: `above` is the lowest address of the
 * stack that is in use. */
uint32_t ms_image_unchanged(const struct ms_stack_image *image, uintptr_t above);

#endif
