/* The last stacks of one thread and their ids: most allocations come from where the last ones came
 * from, and need neither the walk nor the tables that all threads share. A lane has one; only the
 * thread that leases it uses it. */
#ifndef MEMSCOPE_STACK_MEMO_H
#define MEMSCOPE_STACK_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "seldom.h"
#include "walk.h"

#define MS_MEMO_SETS 32
#define MS_MEMO_WAYS 4 /* walks from the same frame, the one used last first */
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
    struct ms_memo_walk walks[MS_MEMO_SETS][MS_MEMO_WAYS];
    _Alignas(16) struct ms_slot slots[MS_MEMO_SLOTS];
    struct {
        uint64_t pc;
        uint32_t id; /* 0: empty */
    } callers[MS_MEMO_CALLERS];
    struct ms_stack_image image;
};

/* Nothing is remembered from here on; `epoch` is what may move code. */
MS_SELDOM void ms_memo_forget(struct ms_stack_memo *memo, uint32_t epoch);

/* Where walks from this frame are remembered. The JVM's stubs that call us are alike and start at
 * multiples of 64: their return addresses differ above that. */
static inline struct ms_memo_walk *ms_memo_walks_of(struct ms_stack_memo *memo, ms_frame hook) {
    uintptr_t both = (uintptr_t)hook ^ hook[1] << 4;
    return memo->walks[(both >> 4 ^ both >> 10) % MS_MEMO_SETS];
}

/* Remembers that the image, if it is whole and not too long, was the walk from this frame. */
MS_SELDOM void ms_memo_keep(struct ms_stack_memo *memo, ms_frame hook, uint32_t id);

/* Brings the walk that is the same to the front, if one behind the first is: C++ allocates by way
 * of `operator new`, a JVM by its stubs, so that frames of many callers lie alike. */
MS_SELDOM bool ms_memo_recall(const struct ms_stack_memo *memo, struct ms_memo_walk *walks,
                              ms_frame hook);

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
