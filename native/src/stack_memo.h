/* The last stacks of one thread and their ids: most allocations come from where the last ones came
 * from, and need neither the walk nor the tables that all threads share. A lane has one; only the
 * thread that leases it uses it. */
#ifndef MEMSCOPE_STACK_MEMO_H
#define MEMSCOPE_STACK_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "seldom.h"
#include "walk.h"

#define MS_MEMO_WALKS 64
#define MS_MEMO_SLOTS 2048
#define MS_MEMO_LONGEST 512 /* slots of the longest remembered walk */
#define MS_MEMO_CALLERS 16
#define MS_MEMO_STEP 8 /* slots compared at once: their number is a multiple */

/* A walk that was made from a hook's frame. */
struct ms_memo_walk {
    uintptr_t hook; /* 0: empty */
    uint64_t start; /* of its slots, in slots ever written */
    uint32_t count;
    uint32_t id;
    uint64_t hash; /* of the walk */
};

struct ms_stack_memo {
    uint32_t epoch;   /* of all that may move code */
    uint64_t written; /* slots, from the beginning; the newest overwrite the oldest */
    struct ms_memo_walk walks[MS_MEMO_WALKS];
    struct ms_slot slots[MS_MEMO_SLOTS];
    struct {
        uint64_t pc;
        uint32_t id; /* 0: empty */
    } callers[MS_MEMO_CALLERS];
    struct ms_stack_image image;
};

/* Nothing is remembered from here on; `epoch` is what may move code. */
MS_SELDOM void ms_memo_forget(struct ms_stack_memo *memo, uint32_t epoch);

/* Where a walk from this frame is remembered. */
static inline struct ms_memo_walk *ms_memo_walk_of(struct ms_stack_memo *memo, ms_frame hook) {
    return &memo->walks[((uintptr_t)hook >> 4 ^ (uintptr_t)hook >> 10 ^ hook[1]) % MS_MEMO_WALKS];
}

/* Remembers that the image, if it is whole and not too long, was the walk from this frame. */
static inline void ms_memo_keep(struct ms_stack_memo *memo, ms_frame hook, uint32_t id) {
    const struct ms_stack_image *image = &memo->image;
    const struct ms_image_frame *innermost = &image->frames[image->count - 1];
    uint32_t count = innermost->slot_end + 2 + MS_MEMO_STEP - 1;
    if (!image->is_whole || count > MS_MEMO_LONGEST) {
        return;
    }
    uint64_t at = memo->written % MS_MEMO_SLOTS;
    if (at + count > MS_MEMO_SLOTS) { /* in one piece */
        memo->written += MS_MEMO_SLOTS - at;
        at = 0;
    }
    struct ms_slot *to = &memo->slots[at];
    *to++ = (struct ms_slot){.address = &hook[1], .value = innermost->pc};
    if (innermost->does_fp_matter) {
        *to++ = (struct ms_slot){.address = &hook[0], .value = innermost->fp};
    }
    for (uint32_t i = 0; i < innermost->slot_end; i++) {
        *to++ = image->slots[i];
    }
    for (count = (uint32_t)(to - &memo->slots[at]); count % MS_MEMO_STEP != 0; count++, to++) {
        *to = to[-1];
    }
    *ms_memo_walk_of(memo, hook) = (struct ms_memo_walk){.hook = (uintptr_t)hook,
                                                         .start = memo->written,
                                                         .count = count,
                                                         .id = id,
                                                         .hash = ms_image_hash(image)};
    memo->written += count;
}

/* True when each word that decided the walk is as it was: they are on the stack above the hook's
 * frame, in the same thread, or in code of the JVM, and so still there. */
static inline bool ms_memo_is_same(const struct ms_stack_memo *memo,
                                   const struct ms_memo_walk *walk, ms_frame hook) {
    if (walk->hook != (uintptr_t)hook || memo->written - walk->start > MS_MEMO_SLOTS) {
        return false;
    }
    const struct ms_slot *slot = &memo->slots[walk->start % MS_MEMO_SLOTS];
    const struct ms_slot *end = slot + walk->count;
    uintptr_t difference = 0;
    for (; slot < end; slot += MS_MEMO_STEP) {
#pragma GCC unroll 8
        for (unsigned i = 0; i < MS_MEMO_STEP; i++) {
            difference |= *slot[i].address ^ slot[i].value;
        }
    }
    return difference == 0;
}

#endif
