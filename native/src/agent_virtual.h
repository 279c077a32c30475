/* Virtual threads as threads of their own: what one allocates is recorded under its name, not that
 * of the thread that carries it. Only where MEMSCOPE_VIRTUAL_THREADS asks for it: the JVM's events
 * for each switch cost the program two or three microseconds. */
#ifndef MEMSCOPE_AGENT_VIRTUAL_H
#define MEMSCOPE_AGENT_VIRTUAL_H

#include <jvmti.h>

/* Before other events are asked for. Does nothing where the JVM has no virtual threads, or the shim
 * was built with headers of a JDK before 21. */
void ms_agent_virtual_start(jvmtiEnv *jvmti);

/* An extension event of the JVM, by its name: ours if it is about switches. */
jvmtiExtensionEvent ms_agent_virtual_callback(const char *event);

#endif
