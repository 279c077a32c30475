/* The beginning of a recording: when the first hook of a process runs, before constructors or after
 * a fork, and the word at its regular end. */
#ifndef MEMSCOPE_START_H
#define MEMSCOPE_START_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Version of the shim as the session header gives it. */
#define MS_VERSION "0.1.0"

/* This process image records nothing, nor will its children: not asked to, or not able to. ms_real
 * is filled. */
extern _Atomic bool ms_start_is_passive;

/* Finds the real functions, reads the settings, opens the queue. The new session, or 0: passive, or
 * failed for good in this process. `keep_segments`: see ms_queue_forget. */
uint64_t ms_start(bool keep_segments);

/* Only finds the real functions and reads the settings. */
void ms_start_prepare(void);

/* For a passive process: as memscope_start of memscope.h says. Not in a hook. */
int ms_start_into(const char *folder);

/* It was: so there are threads of which nobody has seen the beginning. */
bool ms_start_was_late(void);

/* Nothing is recorded from here on, nor in children. */
void ms_start_stop(void);
bool ms_start_was_stopped(void);

#endif
