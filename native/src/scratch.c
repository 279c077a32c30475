#include "scratch.h"

#include <stddef.h>

#include "process.h"

/* The free ones are a list; its head carries a count in the high half that changes with every step,
 * so that a head which was taken and given back meanwhile is not mistaken for an unchanged one.
 * Numbers are offsets in units of 64 bytes from the start of the shim's memory. */
static struct ms_scratch *at_number(uint32_t number) {
    return (struct ms_scratch *)((char *)ms_process + (size_t)number * 64);
}

static uint64_t next_head(uint64_t head, uint32_t number) {
    return ((head >> 32) + 1) << 32 | number;
}

struct ms_scratch *ms_scratch_take(void) {
    uint64_t head = atomic_load_explicit(&ms_process->free_scratch, memory_order_acquire);
    while ((uint32_t)head != 0) {
        struct ms_scratch *first = at_number((uint32_t)head);
        uint32_t next = atomic_load_explicit(&first->next, memory_order_relaxed);
        if (atomic_compare_exchange_weak_explicit(&ms_process->free_scratch, &head,
                                                  next_head(head, next), memory_order_acquire,
                                                  memory_order_acquire)) {
            return first;
        }
    }
    struct ms_scratch *made = ms_process_alloc(sizeof *made);
    if (made != NULL) {
        made->number = (uint32_t)(((uintptr_t)made - (uintptr_t)ms_process) / 64);
    }
    return made;
}

void ms_scratch_give_back(struct ms_scratch *scratch) {
    uint64_t head = atomic_load_explicit(&ms_process->free_scratch, memory_order_relaxed);
    do {
        atomic_store_explicit(&scratch->next, (uint32_t)head, memory_order_relaxed);
        /* release: pairs with the acquire in take, which reads `next`. */
    } while (!atomic_compare_exchange_weak_explicit(&ms_process->free_scratch, &head,
                                                    next_head(head, scratch->number),
                                                    memory_order_release, memory_order_relaxed));
}
