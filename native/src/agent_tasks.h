/* Tells tasks apart by the JVM's number of the thread that runs: of which thread, and where it
 * is. JDK 24 and later have it; before that a virtual thread is in its carrier's task (in its own
 * with MEMSCOPE_VIRTUAL_THREADS, if it has a name). */
#ifndef MEMSCOPE_AGENT_TASKS_H
#define MEMSCOPE_AGENT_TASKS_H

#include <jvmti.h>
#include <stdint.h>

/* The JVM is there: from here on its threads are known. `own` is the JVM's own structure of the
 * calling thread (JavaThread*), whose JNI environment `environment` is; 0: not known. */
void ms_agent_tasks_start(JavaVM *vm, JNIEnv *environment, uintptr_t own);

/* Callbacks of the JVM, in the thread that has started or is about to end. */
void ms_agent_tasks_thread_started(JNIEnv *environment);
void JNICALL ms_agent_tasks_thread_ends(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread);

/* The JVM is about to end: from here on its threads' memory may go, and nobody tells us. */
void ms_agent_tasks_end(void);

#endif
