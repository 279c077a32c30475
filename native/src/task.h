/* Which task a thread is in. A native thread's is kept by its lane. A Java thread's, platform or
 * virtual, is kept under the thread's own number, which the JVM has in a word of the carrier's
 * structure: it is another one as soon as Thread.currentThread() is another one. So nobody has to
 * tell us of switches, and whatever carrier a virtual thread goes on upon finds its task. */
#ifndef MEMSCOPE_TASK_H
#define MEMSCOPE_TASK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The word of the JVM with the number of the thread that the calling thread carries or is; NULL: it
 * is none of Java's. Set by the agent; NULL: there is no JVM, or it has no such word. Not to be
 * asked in a hook: the first look into libjvm's storage of a thread allocates. */
typedef const _Atomic uint64_t *ms_task_word;
extern ms_task_word (*_Atomic ms_task_find_word)(void);

/* Defines one; its id, from 1, or 0: no space, or seccomp was entered. Takes the lock. */
uint32_t ms_task_define(const char *name, size_t length, uint32_t parent);

/* How many there are. */
uint32_t ms_task_count(void);

/* Makes the table of threads, if it is not there yet; takes the lock. False: no memory. */
bool ms_task_table_start(void);

/* The task of the thread with this number (not 0); 0: in none. Only for the number of the thread
 * that asks, so that nobody changes it meanwhile; any context. */
uint32_t ms_task_of(uint64_t thread);

/* Sets it. False: the table has no room, and the thread is in none. */
bool ms_task_set(uint64_t thread, uint32_t task);

#endif
