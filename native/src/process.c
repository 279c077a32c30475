#include "process.h"

#include <linux/futex.h>
#include <sys/mman.h>
#include <time.h>

#include "clock.h"
#include "syscall.h"

/* Address space, not memory: only touched pages count. Bounds the shim: 32 MiB of stack tables and,
 * of the first size, some 8,000 lanes, each with what its thread remembers of its stacks. Where a
 * program may not have that much (RLIMIT_AS), less will do. */
static const size_t sizes[] = {1UL << 30, 256UL << 20, 64UL << 20};
static size_t size; /* the one that was to be had */
#define MS_PROCESS_STEP (1UL << 20)

static struct ms_process before_start;
struct ms_process *ms_process = &before_start;
_Atomic bool ms_process_sealed_off;

/* What is not used yet may not even be read: mlockall does not fill it, and neither RLIMIT_DATA nor
 * strict overcommit counts it. */
static bool open_up_to(struct ms_process *process, size_t end) {
    return !ms_failed(MS_SYSCALL3(SYS_mprotect, process, end, PROT_READ | PROT_WRITE));
}

static long map(void) {
    long address = -1;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size = sizes[i];
        address = MS_SYSCALL6(SYS_mmap, 0, size, PROT_NONE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (!ms_failed(address)) {
            break;
        }
    }
    return address;
}

bool ms_process_map(void) {
    if (ms_process != &before_start) {
        return true;
    }
    long address = map();
    if (ms_failed(address)) {
        return false;
    }
    if (ms_failed(MS_SYSCALL3(SYS_madvise, address, size, MADV_WIPEONFORK)) ||
        !open_up_to((struct ms_process *)address, MS_PROCESS_STEP)) { /* NOLINT */
        MS_SYSCALL2(SYS_munmap, address, size);
        return false;
    }
    /* Tables are touched sparsely: a huge page would make each touch 2 MiB. */
    MS_SYSCALL3(SYS_madvise, address, size, MADV_NOHUGEPAGE);
    ms_process = (struct ms_process *)address; /* NOLINT: the kernel's number is the pointer */
    return true;
}

void *ms_process_alloc(size_t size_bytes) {
    size_t rounded = (size_bytes + 63) & ~(size_t)63;
    size_t first = (sizeof(struct ms_process) + 63) & ~(size_t)63;
    size_t used = atomic_load_explicit(&ms_process->used, memory_order_relaxed);
    size_t start;
    do {
        start = used == 0 ? first : used;
        if (rounded > size - start) {
            return NULL;
        }
    } while (!atomic_compare_exchange_weak_explicit(&ms_process->used, &used, start + rounded,
                                                    memory_order_relaxed, memory_order_relaxed));
    size_t end = (start + rounded + MS_PROCESS_STEP - 1) & ~(MS_PROCESS_STEP - 1);
    if (end > atomic_load_explicit(&ms_process->opened, memory_order_relaxed)) {
        if (!open_up_to(ms_process, end)) {
            return NULL;
        }
        atomic_store_explicit(&ms_process->opened, end, memory_order_relaxed);
    }
    ms_process_count(MS_SHIM_BYTES, rounded);
    return (char *)ms_process + start;
}

void ms_process_range(uint64_t *start, uint64_t *end) {
    *start = (uint64_t)(uintptr_t)ms_process;
    *end = *start + size;
}

void ms_process_call_sampler(void) {
    if (atomic_load_explicit(&ms_process->has_sampler, memory_order_relaxed)) {
        atomic_fetch_add_explicit(&ms_process->sampler_calls, 1, memory_order_release);
        MS_SYSCALL6(SYS_futex, &ms_process->sampler_calls, FUTEX_WAKE, 1, 0, 0, 0);
    }
}

/* The filter may be for all threads. Ours is done at once, unless the machine is very busy. */
static void wait_for_sampler(void) {
    struct timespec limit = {.tv_sec = 1, .tv_nsec = 0};
    if (!atomic_load_explicit(&ms_process->has_sampler, memory_order_relaxed)) {
        return;
    }
    ms_process_call_sampler();
    for (int i = 0;
         i < 3 && atomic_load_explicit(&ms_process->sampler_is_parked, memory_order_acquire) == 0;
         i++) {
        MS_SYSCALL6(SYS_futex, &ms_process->sampler_is_parked, FUTEX_WAIT, 0, &limit, 0, 0);
    }
}

void ms_process_seal(bool without_clock) {
    if (!atomic_exchange_explicit(&ms_process_sealed_off, true, memory_order_relaxed)) {
        wait_for_sampler();
    }
    if (without_clock) {
        ms_clock_stop();
    }
}

uint64_t ms_process_next_passport(void) {
    _Atomic uint64_t *counters = ms_process->counters;
    return counters == NULL
               ? 0
               : atomic_fetch_add_explicit(&counters[MS_PASSPORTS], 1, memory_order_relaxed) + 1;
}

uint64_t ms_process_counted(enum ms_counter counter) {
    _Atomic uint64_t *counters = ms_process->counters;
    return counters == NULL ? 0 : atomic_load_explicit(&counters[counter], memory_order_relaxed);
}

void ms_process_count(enum ms_counter counter, uint64_t more) {
    _Atomic uint64_t *counters = ms_process->counters;
    if (counters == NULL) {
        return;
    }
    atomic_fetch_add_explicit(&counters[counter], more, memory_order_relaxed);
    if (counter <= MS_MISSED_NO_LANE) {
        uint64_t none = 0;
        atomic_compare_exchange_strong_explicit(&counters[MS_FIRST_MISSED_TICKS], &none,
                                                ms_clock_ticks(), memory_order_relaxed,
                                                memory_order_relaxed);
    }
}
