/* The last stacks of one thread and their ids: most allocations come from where the last ones came
 * from, and need not look into the table that all threads share. A lane has one; only its thread
 * uses it. It outlives the thread: an id means the same stack as long as the process lives. */
#ifndef MEMSCOPE_STACK_MEMO_H
#define MEMSCOPE_STACK_MEMO_H

#include <stdint.h>

#define MS_MEMO_STACKS 32
#define MS_MEMO_CALLERS 16

struct ms_stack_memo {
    uint32_t epoch; /* of ms_module_epoch */
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
