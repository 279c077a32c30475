#include "agent_tasks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lane.h"
#include "task.h"
#include "thread.h"
#include "vm_structs.h"

/* No structure of a thread is as large. */
#define MS_FARTHEST 16384

static JavaVM *vm;

/* JNI's view of a thread is a part of the JVM's own structure of it: as far from the number in
 * each.
 */
static intptr_t distance;

static ms_task_word word_of(JNIEnv *environment) {
    return (ms_task_word)((intptr_t)environment + distance); /* NOLINT */
}

/* GetEnv only looks into the calling thread's own storage: no lock, and no change of the thread's
 * state, so it may be asked in a critical downcall. */
static ms_task_word find_word(void) {
    JNIEnv *environment = NULL;
    return (*vm)->GetEnv(vm, (void **)&environment, JNI_VERSION_1_2) == JNI_OK
               ? word_of(environment)
               : NULL;
}

static bool is_known(void) {
    return atomic_load_explicit(&ms_task_find_word, memory_order_relaxed) != NULL;
}

void ms_agent_tasks_start(JavaVM *created, JNIEnv *environment, uintptr_t own) {
    uintptr_t into = (uintptr_t)environment - own;
    if (own != 0 && into < MS_FARTHEST && ms_vm.thread_number != MS_VM_NONE) {
        distance = (intptr_t)ms_vm.thread_number - (intptr_t)into;
        vm = created;
        /* release: who sees it sees the JVM, too. */
        atomic_store_explicit(&ms_task_find_word, find_word, memory_order_release);
    }
}

void ms_agent_tasks_thread_started(JNIEnv *environment) {
    if (is_known() && ms_enter((uintptr_t)MS_FRAME)) {
        ms_lane_set_word(ms_self.lane, word_of(environment));
        ms_leave();
    }
}

/* It may have died in a task. */
void JNICALL ms_agent_tasks_thread_ends(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread) {
    (void)jvmti;
    (void)environment;
    (void)thread;
    if (is_known() && ms_enter((uintptr_t)MS_FRAME)) {
        ms_lane_forget_task(ms_self.lane);
        ms_lane_set_word(ms_self.lane, NULL);
        ms_leave();
    }
}

void ms_agent_tasks_end(void) {
    ms_lanes_forget_words();
}
