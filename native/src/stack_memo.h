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
#define MS_MEMO_STEP 4 /* slots, or pairs of them, compared at once */

/* A walk that was made from a hook's frame. */
struct ms_memo_walk {
    uintptr_t hook; /* 0: empty */
    uint64_t start; /* of its slots, in slots ever written */
    uint32_t count; /* of single ones; a multiple of MS_MEMO_STEP */
    uint32_t pairs; /* behind them, two slots each; a multiple of MS_MEMO_STEP */
    uint32_t id;
    uint64_t hash; /* of the walk */
};

/* Two slots whose words are neighbours, as a saved frame pointer and a return address are: compared
 * at once. */
typedef uint64_t ms_two_words __attribute__((vector_size(16), aligned(8), may_alias));
struct ms_slot_pair {
    const uintptr_t *address; /* of the lower word */
    uint64_t unused;
    ms_two_words values;
};
_Static_assert(sizeof(struct ms_slot_pair) == 2 * sizeof(struct ms_slot), "it takes their place");

struct ms_stack_memo {
    uint32_t epoch;      /* of all that may move code */
    uint32_t code_epoch; /* of the JVM's, when the other was looked at last */
    uint64_t written;    /* slots, from the beginning; the newest overwrite the oldest */
    struct ms_memo_walk walks[MS_MEMO_WALKS];
    _Alignas(16) struct ms_slot slots[MS_MEMO_SLOTS];
    struct {
        uint64_t pc;
        uint32_t id; /* 0: empty */
    } callers[MS_MEMO_CALLERS];
    struct ms_stack_image image;
};

/* Nothing is remembered from here on; `epoch` is what may move code. */
MS_SELDOM void ms_memo_forget(struct ms_stack_memo *memo, uint32_t epoch);

/* Where a walk from this frame is remembered. The JVM's stubs that call us are alike and start at
 * multiples of 64: their return addresses differ above that. */
static inline struct ms_memo_walk *ms_memo_walk_of(struct ms_stack_memo *memo, ms_frame hook) {
    uintptr_t both = (uintptr_t)hook ^ hook[1] << 4;
    return &memo->walks[(both >> 4 ^ both >> 10) % MS_MEMO_WALKS];
}

/* The image's slot `number` and the next are a pair: a walk notes the return address first. */
static inline bool ms_memo_is_pair(const struct ms_stack_image *image, uint32_t number,
                                   uint32_t end) {
    const struct ms_slot *slot = &image->slots[number];
    return number + 1 < end && slot[0].address == slot[1].address + 1;
}

/* Remembers that the image, if it is whole and not too long, was the walk from this frame. */
static inline void ms_memo_keep(struct ms_stack_memo *memo, ms_frame hook, uint32_t id) {
    const struct ms_stack_image *image = &memo->image;
    const struct ms_image_frame *innermost = &image->frames[image->count - 1];
    uint32_t end = innermost->slot_end;
    uint32_t most = end + 2 + 3 * (MS_MEMO_STEP - 1);
    if (!image->is_whole || most > MS_MEMO_LONGEST) {
        return;
    }
    if (memo->written % MS_MEMO_SLOTS + most > MS_MEMO_SLOTS) { /* in one piece */
        memo->written += MS_MEMO_SLOTS - memo->written % MS_MEMO_SLOTS;
    }
    struct ms_slot *first = &memo->slots[memo->written % MS_MEMO_SLOTS];
    struct ms_slot *to = first;
    *to++ = (struct ms_slot){.address = &hook[1], .value = innermost->pc};
    if (innermost->does_fp_matter) {
        *to++ = (struct ms_slot){.address = &hook[0], .value = innermost->fp};
    }
    for (uint32_t i = 0; i < end; i++) {
        if (ms_memo_is_pair(image, i, end)) {
            i++;
        } else {
            *to++ = image->slots[i];
        }
    }
    while ((to - first) % MS_MEMO_STEP != 0) {
        *to = to[-1];
        to++;
    }
    struct ms_slot_pair *first_pair = (struct ms_slot_pair *)to;
    struct ms_slot_pair *pair = first_pair;
    for (uint32_t i = 0; i < end; i++) {
        if (ms_memo_is_pair(image, i, end)) {
            const struct ms_slot *slot = &image->slots[i++];
            *pair++ = (struct ms_slot_pair){.address = slot[1].address,
                                            .values = {slot[1].value, slot[0].value}};
        }
    }
    while ((pair - first_pair) % MS_MEMO_STEP != 0) {
        *pair = pair[-1];
        pair++;
    }
    *ms_memo_walk_of(memo, hook) = (struct ms_memo_walk){.hook = (uintptr_t)hook,
                                                         .start = memo->written,
                                                         .count = (uint32_t)(to - first),
                                                         .pairs = (uint32_t)(pair - first_pair),
                                                         .id = id,
                                                         .hash = ms_image_hash(image)};
    memo->written += (uint64_t)((struct ms_slot *)pair - first);
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
#pragma GCC unroll 4
        for (unsigned i = 0; i < MS_MEMO_STEP; i++) {
            difference |= *slot[i].address ^ slot[i].value;
        }
    }
    const struct ms_slot_pair *pair = (const struct ms_slot_pair *)end;
    ms_two_words differences = {0, 0};
    for (const struct ms_slot_pair *last = pair + walk->pairs; pair < last; pair += MS_MEMO_STEP) {
#pragma GCC unroll 4
        for (unsigned i = 0; i < MS_MEMO_STEP; i++) {
            differences |= *(const ms_two_words *)pair[i].address ^ pair[i].values;
        }
    }
    return (difference | differences[0] | differences[1]) == 0;
}

#endif
