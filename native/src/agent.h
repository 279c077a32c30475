/* The JVM in this process, and our part in it: from the JNI_CreateJavaVM that makes it, or the
 * -agentpath that it was started with, to its end. In a passive process nothing is done at all. */
#ifndef MEMSCOPE_AGENT_H
#define MEMSCOPE_AGENT_H

#include <jni.h>
#include <stdbool.h>

/* `address`, found by the program under `name`: ours instead, if it is a JVM's JNI_CreateJavaVM and
 * this process records. */
void *ms_agent_create_for(void *address, const char *name);

/* The thread that creates a JVM is about to start another thread. The JVM's own thread (VMThread)
 * is started when its interpreter is there and before it runs any Java code: the moment from which
 * on stacks have Java frames. Does nothing in any other thread or later. Inside pthread_create. */
void ms_agent_thread_starts(void);

/* Recording begins while a JVM is running: joins it. In a thread of the JVM, where it could run; in
 * any other nothing is done. */
void ms_agent_join_running(void);

#endif
