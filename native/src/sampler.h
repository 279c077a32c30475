/* When samples are taken, and by whom.
 *
 * Once the program has made a thread of its own, a thread of ours takes them, each interval. Until
 * then the process has one thread, which may depend on that (unshare, setns): so a sample is taken
 * by it, when it opens a chunk and an interval has passed since the last one. Besides there is one
 * at the beginning, at the program's marks, at the end of the JVM and of the process. */
#ifndef MEMSCOPE_SAMPLER_H
#define MEMSCOPE_SAMPLER_H

#include <stdbool.h>

#include "java_figures.h"

enum ms_sample_reason {
    MS_SAMPLE_START = 1,
    MS_SAMPLE_INTERVAL = 2,
    MS_SAMPLE_MARK = 3,
    MS_SAMPLE_EXIT = 4,
    MS_SAMPLE_JVM_ENDS = 5,
};

/* Before the recording begins. With the lock held. False: no memory. */
bool ms_sampler_start(void);

/* Takes one now, in the calling thread; `java`, if not NULL, goes with it. Inside malloc, not while
 * the real allocator runs. */
void ms_sampler_take(enum ms_sample_reason reason, const struct ms_java_figures *java);

/* The calling thread has opened a chunk. */
void ms_sampler_chunk_opened(void);

/* The program has set a mark: a sample soon after, unless there has just been one. */
void ms_sampler_marked(void);

/* The program has more threads than one: ours is made, unless it is there. Not inside a hook's
 * guard, nor in a signal handler. */
void ms_sampler_thread_made(void);

/* Recording has begun while the program was running: the same, if it has threads. */
void ms_sampler_begun_late(void);

#endif
