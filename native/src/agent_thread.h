/* A thread of ours that the JVM does not count among the program's: a daemon, without the program's
 * signals. */
#ifndef MEMSCOPE_AGENT_THREAD_H
#define MEMSCOPE_AGENT_THREAD_H

#include <jvmti.h>

/* Where it cannot be made, nothing runs. */
void ms_agent_run_thread(jvmtiEnv *jvmti, JNIEnv *environment, const char *name,
                         jvmtiStartFunction run);

/* The first thing in it. */
void ms_agent_block_signals(void);

#endif
