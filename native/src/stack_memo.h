/* The last stacks of one thread and their ids: most allocations come from where the last ones came
 * from, and need neither the walk nor the table that all threads share. A lane has one; only the
 * thread that leases it uses it. */
#ifndef MEMSCOPE_STACK_MEMO_H
#define MEMSCOPE_STACK_MEMO_H

#include <stdint.h>

#define MS_MEMO_WALKS 16
#define MS_MEMO_FRAMES 14
#define MS_MEMO_STACKS 32
#define MS_MEMO_CALLERS 16

/* A walk that was made: where it began, and every word of the stack that it read. As long as those
 * are the same, the walk is, too. */
struct ms_memo_walk {
    uintptr_t hook;                      /* the hook's frame; 0: empty */
    uintptr_t frame;                     /* [0] there */
    uint64_t pc;                         /* [1] there */
    uint32_t id;                         /* of the stack */
    uint32_t frames;                     /* how many of these words are pairs */
    uintptr_t words[2 * MS_MEMO_FRAMES]; /* of each frame: the next frame, the return address */
};

struct ms_stack_memo {
    uint32_t epoch; /* of ms_module_epoch */
    struct ms_memo_walk walks[MS_MEMO_WALKS];
    struct {
        uint64_t hash;
        uint32_t id; /* 0: empty */
    } stacks[MS_MEMO_STACKS];
    struct {
        uint64_t pc;
        uint32_t id;
    } callers[MS_MEMO_CALLERS];
};

#endif
