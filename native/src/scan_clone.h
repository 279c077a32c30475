/* A process that the program does not notice: no signal when it ends, and no debugger that follows
 * its children. */
#ifndef MEMSCOPE_SCAN_CLONE_H
#define MEMSCOPE_SCAN_CLONE_H

#include <stddef.h>
#include <stdint.h>

/* Shares memory, but not descriptors: those that it opens the program cannot close, and the other
 * way round. Runs `run` on a stack of its own, and ends. `running` is its id until it has ended,
 * and a futex. Returns its id, or -errno. */
long ms_clone_sharing(void (*run)(void *argument), void *argument, uint8_t *stack, size_t bytes,
                      _Atomic uint32_t *running);

/* A copy, as fork makes it, of the calling thread alone: 0 in the copy. */
long ms_clone_copy(void);

#endif
