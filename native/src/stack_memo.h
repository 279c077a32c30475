/* The last stacks of one thread and their ids: most allocations come from where the last ones came
 * from, and need neither the walk nor the tables that all threads share. A lane has one; only the
 * thread that leases it uses it. */
#ifndef MEMSCOPE_STACK_MEMO_H
#define MEMSCOPE_STACK_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "walk.h"

#define MS_MEMO_WALKS 64
#define MS_MEMO_SLOTS 2048
#define MS_MEMO_LONGEST 512 /* slots of the longest remembered walk */
#define MS_MEMO_CALLERS 16

/* A walk that was made from a hook's frame. */
struct ms_memo_walk {
    uintptr_t hook; /* 0: empty */
    uint64_t start; /* of its slots, in slots ever written */
    uint32_t count;
    uint32_t id;
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
};

static inline void ms_memo_forget(struct ms_stack_memo *memo, uint32_t epoch) {
    memo->epoch = epoch;
    for (unsigned i = 0; i < MS_MEMO_WALKS; i++) {
        memo->walks[i].hook = 0;
    }
    for (unsigned i = 0; i < MS_MEMO_CALLERS; i++) {
        memo->callers[i].id = 0;
    }
}

/* Where a walk from this frame is remembered. */
static inline struct ms_memo_walk *ms_memo_walk_of(struct ms_stack_memo *memo, ms_frame hook) {
    return &memo->walks[((uintptr_t)hook >> 4 ^ (uintptr_t)hook >> 10 ^ hook[1]) % MS_MEMO_WALKS];
}

/* Room for the slots of the next walk, in one piece. */
static inline struct ms_slots ms_memo_room(struct ms_stack_memo *memo) {
    uint64_t at = memo->written % MS_MEMO_SLOTS;
    if (at + MS_MEMO_LONGEST > MS_MEMO_SLOTS) {
        memo->written += MS_MEMO_SLOTS - at;
        at = 0;
    }
    return (struct ms_slots){.slots = &memo->slots[at], .most = MS_MEMO_LONGEST};
}

/* What was written there is not overwritten before its time; whatever it overwrote is gone. */
static inline void ms_memo_used(struct ms_stack_memo *memo, const struct ms_slots *slots) {
    memo->written += slots->count < slots->most ? slots->count : slots->most;
}

/* Remembers the walk whose slots were the last to be used. */
static inline void ms_memo_keep(struct ms_stack_memo *memo, ms_frame hook,
                                const struct ms_slots *slots, uint32_t id) {
    *ms_memo_walk_of(memo, hook) = (struct ms_memo_walk){.hook = (uintptr_t)hook,
                                                         .start = memo->written - slots->count,
                                                         .count = slots->count,
                                                         .id = id};
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
    for (; slot < end; slot++) {
        difference |= *slot->address ^ slot->value;
    }
    return difference == 0;
}

#endif
