/* The one lock of the shim, around everything that is not a thread's own lane: growing files,
 * opening chunks, leasing lanes, writing definitions. Never held while program code, the real
 * allocator or the loader runs.
 *
 * All signals are blocked while it is held, so no handler can run on top of the holder, ask for the
 * lock again or jump away with it. It sleeps in the kernel (no spinning: a real-time thread would
 * starve the holder). The word is the holder's thread id: a child of vfork shares our memory and
 * may be killed holding it, and then the next waiter takes it over. Any thread, inside malloc,
 * before constructors, after fork (the word is wiped to free). */
#ifndef MEMSCOPE_LOCK_H
#define MEMSCOPE_LOCK_H

#include <stdatomic.h>
#include <stdint.h>

struct ms_lock {
    _Atomic uint32_t word; /* 0 free; holder's thread id; top bit: somebody waits */
};

/* Every signal of the calling thread; returns the mask before, for ms_signals_restore. */
uint64_t ms_signals_block(void);
void ms_signals_restore(uint64_t signal_mask);

/* Returns the signal mask to hand to ms_lock_release. */
uint64_t ms_lock_acquire(struct ms_lock *lock);
void ms_lock_release(struct ms_lock *lock, uint64_t signal_mask);

#endif
