/* The Java frames of a stack: which methods, and where in them. */
#ifndef MEMSCOPE_JAVA_STACK_H
#define MEMSCOPE_JAVA_STACK_H

#include "java_told.h"

/* Fills `frames` with the walk's frames as they are written: native ones by ms_module_frame, Java
 * ones as method and bytecode index, those inlined included, stubs left out. Only for a walk with
 * Java frames. In the thread that made the walk and is still there, inside ms_enter and ms_leave,
 * without the lock. Any thread of the JVM, inside malloc. `told` is room to work in.
 *
 * By what is on the stack, else by asking the JVM. Where neither tells all, the frames' own methods
 * are told, without those inlined into them or without an index (MS_STACK_JAVA_UNRESOLVED). */
void ms_java_frames(const struct ms_walk *walk, struct ms_told *told, struct ms_frames *frames);

#endif
