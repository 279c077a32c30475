#include "lock.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#include "syscall.h"

#define MS_LOCK_WAITED 0x80000000U

static bool is_gone(uint32_t thread_id) {
    return MS_SYSCALL2(SYS_kill, thread_id, 0) == -ESRCH;
}

static void wait_for(struct ms_lock *lock, uint32_t me) {
    uint32_t seen = atomic_load_explicit(&lock->word, memory_order_relaxed);
    for (;;) {
        if (seen == 0) {
            /* acquire: pairs with the release in ms_lock_release. The waiting bit is set because
             * others may wait as well. */
            if (atomic_compare_exchange_weak_explicit(&lock->word, &seen, me | MS_LOCK_WAITED,
                                                      memory_order_acquire, memory_order_relaxed)) {
                return;
            }
            continue;
        }
        uint32_t waited = seen | MS_LOCK_WAITED;
        if (seen != waited &&
            !atomic_compare_exchange_weak_explicit(&lock->word, &seen, waited, memory_order_relaxed,
                                                   memory_order_relaxed)) {
            continue;
        }
        struct timespec limit = {.tv_sec = 1, .tv_nsec = 0};
        long result = MS_SYSCALL6(SYS_futex, &lock->word, FUTEX_WAIT, waited, &limit, 0, 0);
        if (result == -ETIMEDOUT && is_gone(waited & ~MS_LOCK_WAITED) &&
            atomic_compare_exchange_strong_explicit(&lock->word, &waited, me | MS_LOCK_WAITED,
                                                    memory_order_acquire, memory_order_relaxed)) {
            return;
        }
        seen = atomic_load_explicit(&lock->word, memory_order_relaxed);
    }
}

uint64_t ms_signals_block(void) {
    uint64_t all = ~0ULL;
    uint64_t before = 0;
    MS_SYSCALL4(SYS_rt_sigprocmask, SIG_BLOCK, &all, &before, sizeof all);
    return before;
}

void ms_signals_restore(uint64_t signal_mask) {
    MS_SYSCALL4(SYS_rt_sigprocmask, SIG_SETMASK, &signal_mask, 0, sizeof signal_mask);
}

uint64_t ms_lock_acquire(struct ms_lock *lock) {
    uint64_t before = ms_signals_block();
    uint32_t me = (uint32_t)MS_SYSCALL1(SYS_gettid, 0);
    uint32_t free_word = 0;
    if (!atomic_compare_exchange_strong_explicit(&lock->word, &free_word, me, memory_order_acquire,
                                                 memory_order_relaxed)) {
        wait_for(lock, me);
    }
    return before;
}

void ms_lock_release(struct ms_lock *lock, uint64_t signal_mask) {
    /* release: pairs with the acquire of the next holder. */
    uint32_t was = atomic_exchange_explicit(&lock->word, 0, memory_order_release);
    if (was & MS_LOCK_WAITED) {
        MS_SYSCALL6(SYS_futex, &lock->word, FUTEX_WAKE, 1, 0, 0, 0);
    }
    ms_signals_restore(signal_mask);
}
