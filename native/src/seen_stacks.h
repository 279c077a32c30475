/* Which id a stack as it lies in memory stands for, so that its frames are looked up once. A cache:
 * what is pushed out is looked up again. */
#ifndef MEMSCOPE_SEEN_STACKS_H
#define MEMSCOPE_SEEN_STACKS_H

#include <stdbool.h>
#include <stdint.h>

bool ms_seen_stacks_start(void);

/* 0: not seen, or forgotten. `hash` is a walk's. Any thread, inside malloc, without a lock. */
uint32_t ms_seen_stacks_id(uint64_t hash);
void ms_seen_stacks_add(uint64_t hash, uint32_t id);

#endif
