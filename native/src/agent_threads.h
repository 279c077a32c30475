/* The names that the JVM has for its threads. */
#ifndef MEMSCOPE_AGENT_THREADS_H
#define MEMSCOPE_AGENT_THREADS_H

#include <jvmti.h>
#include <stdbool.h>
#include <stdint.h>

/* A callback of the JVM: in the thread that has started. */
void JNICALL ms_agent_thread_started(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread);

/* Defines the names of the threads that were there before. */
void ms_agent_threads_catch_up(jvmtiEnv *jvmti, JNIEnv *environment);

/* Asks for a thread's name. False: it has none. Otherwise what it holds is to be given back. */
bool ms_agent_threads_ask(jvmtiEnv *jvmti, jthread thread, jvmtiThreadInfo *info);
void ms_agent_threads_forget(jvmtiEnv *jvmti, JNIEnv *environment, const jvmtiThreadInfo *info);

/* Writes the JAVA_THREAD definition. With the lock held. */
void ms_agent_threads_define(uint32_t thread, const jvmtiThreadInfo *info);

/* The JVM's own structure of the calling thread (JavaThread*); 0: not found. */
uintptr_t ms_agent_threads_own(jvmtiEnv *jvmti, JNIEnv *environment);

#endif
