/* Memory for a walk and what becomes of it, too large for a stack: lent to a thread while it needs
 * it. There are as many as threads have walked at once. */
#ifndef MEMSCOPE_SCRATCH_H
#define MEMSCOPE_SCRATCH_H

#include <stdatomic.h>
#include <stdint.h>

#include "java_told.h"
#include "walk.h"

struct ms_scratch {
    struct ms_fresh fresh;
    struct ms_stack_image image; /* of a walk that is not to be remembered */
    struct ms_walk walk;
    struct ms_told told; /* its Java frames */
    struct ms_frames frames;
    uint32_t ids[MS_STACK_MAX]; /* of `frames` */
    _Atomic uint32_t next;      /* while it is free: the number of the next free one */
    uint32_t number;
};

/* NULL: no memory is left. Any thread, inside malloc, without a lock. */
struct ms_scratch *ms_scratch_take(void);
void ms_scratch_give_back(struct ms_scratch *scratch);

#endif
