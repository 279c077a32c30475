/* Whether the program has a thread left. libc ends a process with its last thread, and ours would
 * keep it for ever. In the sampler's thread, or while there is none. */
#ifndef MEMSCOPE_THREADS_LEFT_H
#define MEMSCOPE_THREADS_LEFT_H

#include <stdbool.h>
#include <stdint.h>

/* The first one, too, when it has ended. 0: not known. */
uint64_t ms_threads_counted(void);

/* The first thread has ended, by whatever way, and the process goes on. */
bool ms_first_thread_has_ended(void);

/* Then: there is no other thread besides the calling one, or the kernel does not tell (no /proc, no
 * descriptor to be had), and so it must not stay. */
bool ms_is_last_thread(void);

#endif
