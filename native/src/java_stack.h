/* The Java frames of a stack: which methods, and where in them. */
#ifndef MEMSCOPE_JAVA_STACK_H
#define MEMSCOPE_JAVA_STACK_H

#include <jni.h>

#include "walk.h"

/* From here on the JVM is asked (AsyncGetCallTrace) which methods a stack has, until
 * ms_java_stack_end. `environment` and `thread` (its JavaThread*, 0: not known) are the calling
 * thread's; `ids_are_pointers`: a jmethodID points at its Method*. */
void ms_java_stack_start(JavaVM *vm, JNIEnv *environment, uintptr_t thread, bool ids_are_pointers);
void ms_java_stack_end(void);

/* Fills `frames` with the walk's frames as they are written: native ones by ms_module_frame, Java
 * ones as method and bytecode index, those inlined included, stubs left out. Only for a walk with
 * Java frames. In the thread that made the walk and is still there, inside ms_enter and ms_leave,
 * without the lock. Any thread of the JVM, inside malloc.
 *
 * Where the JVM cannot tell (it is being created or has ended, a thread that is not Java's, a state
 * of the thread that it does not like), the physical frames are told alone: their methods without
 * those inlined into them, the bytecode index of interpreted ones only (MS_STACK_JAVA_UNRESOLVED).
 */
void ms_java_frames(const struct ms_walk *walk, struct ms_frames *frames);

#endif
