/* Java frames by what is on the stack itself: the interpreter's frames, and the debug information
 * of compiled code. */
#ifndef MEMSCOPE_JAVA_PHYSICAL_H
#define MEMSCOPE_JAVA_PHYSICAL_H

#include <stdbool.h>

#include "java_told.h"

/* True: nothing is missing. False: what is compiled into a frame, or where in it the stack is,
 * could not be told, or a method is not known. In the thread whose walk it is, without the lock. */
bool ms_java_physical(const struct ms_walk *walk, struct ms_told *told);

#endif
