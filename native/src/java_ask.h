/* Java frames as the JVM itself tells them (AsyncGetCallTrace): where the debug information of its
 * compiled code is not laid out as we know it. */
#ifndef MEMSCOPE_JAVA_ASK_H
#define MEMSCOPE_JAVA_ASK_H

#include <jni.h>
#include <stdbool.h>

#include "java_told.h"

/* From here on the JVM may be asked, until ms_java_ask_end. `environment` and `thread` (its
 * JavaThread*, 0: not known) are the calling thread's; `ids_are_pointers`: a jmethodID points at
 * its Method*. */
void ms_java_ask_start(JavaVM *vm, JNIEnv *environment, uintptr_t thread, bool ids_are_pointers);
void ms_java_ask_end(void);

struct ms_question; /* memory for asking; too large for a thread's stack */
size_t ms_java_question_bytes(void);

/* False: the JVM cannot tell: it is being created or has ended, the thread is not one of Java's, or
 * in a state that the JVM does not like; or what it told is not the stack of the walk. In the
 * thread whose walk it is, inside malloc, without the lock. */
bool ms_java_ask(const struct ms_walk *walk, struct ms_question *question, struct ms_told *told);

#endif
