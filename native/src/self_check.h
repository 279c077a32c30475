/* Whether stacks as we tell them are those that the JVM itself sees: compared in the traced
 * program, a few times, while it runs. Layouts of JVMs differ, and one that we read wrongly must
 * not give wrong stacks: then a lesser way of capturing them is taken. */
#ifndef MEMSCOPE_SELF_CHECK_H
#define MEMSCOPE_SELF_CHECK_H

#include <jvmti.h>
#include <stdbool.h>

/* The JVM is there: says how stacks are captured. `is_known`: it is one whose frames we can tell.
 */
void ms_self_check_start(JNIEnv *environment, bool is_known);

/* Compares the stack of the calling thread, which is in a callback of the JVM, now and then: the
 * first times, and every time that twice as many calls were made, 16 times at most. */
void ms_self_check(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread);

/* Says once more how stacks are captured, and how many comparisons there were. */
void ms_self_check_end(void);

#endif
