/* Which blocks may have a passport: those are given back with a whole stack. It may say yes of one
 * that has none, never no of one that has. Of a fixed size, without locks; any thread, inside
 * malloc. As long as no passport was issued it is not there at all. */
#ifndef MEMSCOPE_PASSPORT_FILTER_H
#define MEMSCOPE_PASSPORT_FILTER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "process.h"
#include "seldom.h"

/* Makes it, if it is not there yet; takes the lock. False: no memory, or seccomp was entered. */
bool ms_passport_filter_start(void);

/* The block that starts at `address` has a passport. */
MS_SELDOM void ms_passport_filter_add_block(uint64_t address);

/* A block has a passport that starts at most `before_bytes` below `address`: every one that
 * starts in those pages may be it, from now on. */
MS_SELDOM void ms_passport_filter_add_pages(uint64_t address, uint64_t before_bytes);

/* The rest of the two questions below. */
__attribute__((noinline)) bool ms_passport_filter_takes_block(uint64_t address);
MS_SELDOM bool ms_passport_filter_has_pages(uint64_t address, uint64_t size_bytes);

/* The block that starts at `address` is about to be given back: whether it may have a passport.
 * Asked once: it has none from then on. */
static inline bool ms_passport_filter_take_block(uint64_t address) {
    return __builtin_expect(
               atomic_load_explicit(&ms_process->passport_filter, memory_order_acquire) != NULL,
               0) &&
           ms_passport_filter_takes_block(address);
}

/* Whether passports may start in these pages, other than those of known blocks. */
static inline bool ms_passport_filter_has(uint64_t address, uint64_t size_bytes) {
    return atomic_load_explicit(&ms_process->passport_filter, memory_order_acquire) != NULL &&
           ms_passport_filter_has_pages(address, size_bytes);
}

#endif
