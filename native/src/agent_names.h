/* The thread of ours in the JVM that asks it for the names of methods. */
#ifndef MEMSCOPE_AGENT_NAMES_H
#define MEMSCOPE_AGENT_NAMES_H

#include <jvmti.h>

/* Starts it: one that neither the program's thread groups nor its thread dumps count. */
void ms_agent_names_start(jvmtiEnv *jvmti, JNIEnv *environment);

/* The JVM is about to end: names what is left in the calling thread. Nothing is asked afterwards.
 */
void ms_agent_names_end(jvmtiEnv *jvmti, JNIEnv *environment);

#endif
