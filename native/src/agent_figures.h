/* Asks the JVM for the figures of a sample, by what any Java code may ask: Runtime, the memory
 * pools and buffer pools of java.management, and native memory tracking where it was switched on.
 * What a JVM does not have is left out. */
#ifndef MEMSCOPE_AGENT_FIGURES_H
#define MEMSCOPE_AGENT_FIGURES_H

#include <jvmti.h>

/* Starts the thread of the JVM that answers. */
void ms_agent_figures_start(jvmtiEnv *jvmti, JNIEnv *environment);

/* The JVM ends: takes the last sample of it, in the calling thread, and waits (not long) for what
 * the other one has begun. */
void ms_agent_figures_end(JNIEnv *environment);

#endif
