/* A heap scan: which words of memory may point to blocks, at one instant. While it lasts the lock
 * is held and, where that is permitted, every other thread of the program stands still. */
#ifndef MEMSCOPE_SCAN_H
#define MEMSCOPE_SCAN_H

#include <stdint.h>

/* When, as MEMSCOPE_SCAN says: bits. */
enum ms_scan_occasion { MS_SCAN_AT_EXIT = 1, MS_SCAN_AT_MARK = 2 };

/* As the record says; 0: there was none. */
enum ms_scan_outcome {
    MS_SCAN_NONE,
    MS_SCAN_COMPLETE,
    MS_SCAN_TIME_LIMIT,
    MS_SCAN_NO_SPACE,
    MS_SCAN_NOT_PERMITTED,
};

/* What the program's own frames end with, and the registers that they may keep something in: taken
 * in the function that the program has called, so that what lies below it is not looked at. */
#define MS_SCAN_KEPT_REGISTERS 6
struct ms_scan_caller {
    uint64_t stack_pointer;
    uint64_t registers[MS_SCAN_KEPT_REGISTERS];
};

__attribute__((always_inline)) static inline struct ms_scan_caller ms_scan_caller_here(void) {
    struct ms_scan_caller here;
    __asm__ volatile("mov %%rsp, %0\n\t"
                     "mov %%rbx, %1\n\t"
                     "mov %%rbp, %2\n\t"
                     "mov %%r12, %3\n\t"
                     "mov %%r13, %4\n\t"
                     "mov %%r14, %5\n\t"
                     "mov %%r15, %6"
                     : "=m"(here.stack_pointer), "=m"(here.registers[0]), "=m"(here.registers[1]),
                       "=m"(here.registers[2]), "=m"(here.registers[3]), "=m"(here.registers[4]),
                       "=m"(here.registers[5]));
    return here;
}

/* Scans, if the settings ask for it on this occasion. */
void ms_scan_on(enum ms_scan_occasion occasion, const struct ms_scan_caller *caller);

/* Scans. Any thread of a process that records, outside of the allocator, not in a signal handler.
 * Takes the lock, and as long as the settings allow (and a second more where the kernel hangs).
 * errno stays as it was. */
enum ms_scan_outcome ms_scan(const struct ms_scan_caller *caller);

#endif
