/* What a new thread is told by the one that creates it. */
#ifndef MEMSCOPE_PTHREAD_HOOKS_H
#define MEMSCOPE_PTHREAD_HOOKS_H

#include <stdbool.h>

/* Before the first thread of a process is created. */
bool ms_start_blocks_start(void);

#endif
