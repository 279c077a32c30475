/* Which stacks have been defined, and under which id: looked up without a lock, added to under it.
 */
#ifndef MEMSCOPE_STACK_TABLE_H
#define MEMSCOPE_STACK_TABLE_H

#include <stdbool.h>
#include <stdint.h>

struct ms_stack {
    uint64_t hash; /* of all that follows; tells stacks apart */
    uint32_t count;
    uint32_t flags;
    uint64_t *pcs; /* innermost first */
};

bool ms_stack_table_start(void);

/* The id of the stack, after its definition has been published. 0: the table is full (393,216
 * stacks), or there is no space, or seccomp was entered. Takes the lock for a stack never seen. Any
 * thread, inside malloc.
 */
uint32_t ms_stack_table_id(const struct ms_stack *stack);

#endif
