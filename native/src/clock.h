/* The stamps of records: the time-stamp counter where the kernel itself keeps time by it, else
 * CLOCK_MONOTONIC in nanoseconds. Any thread, inside malloc, in a signal handler. */
#ifndef MEMSCOPE_CLOCK_H
#define MEMSCOPE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "seldom.h"

/* Set once by ms_clock_start, the same in a forked child. */
extern bool ms_clock_is_tsc;

void ms_clock_start(void);

/* No clock may be read any more: from here on every stamp is the time of this call. */
void ms_clock_stop(void);

/* Where the counter is not used. */
MS_SELDOM uint64_t ms_clock_other_ticks(void);

static inline uint64_t ms_clock_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* A plain read: the processor may carry it out before earlier loads are done, so it can be early,
 * by up to a microsecond, against what another core did before one of those loads saw it. */
static inline uint64_t ms_clock_ticks(void) {
    if (__builtin_expect(ms_clock_is_tsc, 1)) {
        unsigned low;
        unsigned high;
        __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
        return (uint64_t)high << 32 | low;
    }
    return ms_clock_other_ticks();
}

/* After every earlier load. Twice the cost of a plain read, which is as much as all the rest of a
 * record. */
static inline uint64_t ms_clock_ticks_ordered(void) {
    __asm__ volatile("lfence" : : : "memory");
    return ms_clock_ticks();
}

#endif
