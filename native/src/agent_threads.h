/* The names that the JVM has for its threads. */
#ifndef MEMSCOPE_AGENT_THREADS_H
#define MEMSCOPE_AGENT_THREADS_H

#include <jvmti.h>

/* A callback of the JVM: in the thread that has started. */
void JNICALL ms_agent_thread_started(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread);

/* Defines the names of the threads that were there before. */
void ms_agent_threads_catch_up(jvmtiEnv *jvmti, JNIEnv *environment);

#endif
