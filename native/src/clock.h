/* The stamps of records: the time-stamp counter where the kernel itself keeps time by it, else
 * CLOCK_MONOTONIC in nanoseconds. Any thread, inside malloc, in a signal handler. */
#ifndef MEMSCOPE_CLOCK_H
#define MEMSCOPE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Set once by ms_clock_start, the same in a forked child. */
extern bool ms_clock_is_tsc;

void ms_clock_start(void);

static inline uint64_t ms_clock_ns(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* rdtscp waits until every earlier load has been carried out; a plain rdtsc was seen to run ahead
 * of the lock that orders a free before the next malloc of the same address, on another core. */
static inline uint64_t ms_clock_ticks(void) {
    if (__builtin_expect(ms_clock_is_tsc, 1)) {
        unsigned low;
        unsigned high;
        __asm__ volatile("rdtscp" : "=a"(low), "=d"(high) : : "rcx", "memory");
        return (uint64_t)high << 32 | low;
    }
    return ms_clock_ns(CLOCK_MONOTONIC);
}

#endif
