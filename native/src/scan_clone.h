/* A process that the program does not notice: no signal when it ends, and no debugger that follows
 * its children. There is none (-EPERM) where the program's next child is to be the first process of
 * a namespace of its own, because then it would be that one, and the namespace end with it. */
#ifndef MEMSCOPE_SCAN_CLONE_H
#define MEMSCOPE_SCAN_CLONE_H

#include <stddef.h>
#include <stdint.h>

/* Shares memory, but not descriptors: those that it opens the program cannot close, and the other
 * way round. Runs `run` on a stack of its own, and ends. `running` is its id until it has ended,
 * and a futex. Returns its id, or -errno. */
long ms_clone_sharing(void (*run)(void *argument), void *argument, uint8_t *stack, size_t bytes,
                      _Atomic uint32_t *running);

/* In such a process: those that it has of the program's. */
void ms_clone_close_all(void);

/* A copy, as fork makes it, of the calling thread alone: 0 in the copy. */
long ms_clone_copy(void);

#endif
