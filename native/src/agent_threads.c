#include "agent_threads.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent_tasks.h"
#include "clock.h"
#include "definition.h"
#include "lane.h"
#include "peek.h"
#include "thread.h"
#include "vm_structs.h"

void ms_agent_threads_define(uint32_t thread, const jvmtiThreadInfo *info) {
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, thread);
    ms_definition_number(&definer, ms_clock_ticks());
    ms_definition_number(&definer, info->is_daemon ? 1 : 0);
    ms_definition_text(&definer, info->name);
    ms_definition_end(&definer, MS_DEFINE_JAVA_THREAD, NULL);
}

bool ms_agent_threads_ask(jvmtiEnv *jvmti, jthread thread, jvmtiThreadInfo *info) {
    return (*jvmti)->GetThreadInfo(jvmti, thread, info) == JVMTI_ERROR_NONE && info->name != NULL;
}

void ms_agent_threads_forget(jvmtiEnv *jvmti, JNIEnv *environment, const jvmtiThreadInfo *info) {
    (*jvmti)->Deallocate(jvmti, (unsigned char *)info->name);
    (*environment)->DeleteLocalRef(environment, info->thread_group);
    (*environment)->DeleteLocalRef(environment, info->context_class_loader);
}

void JNICALL ms_agent_thread_started(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread) {
    jvmtiThreadInfo info;
    ms_agent_tasks_thread_started(environment);
    if (!ms_agent_threads_ask(jvmti, thread, &info)) {
        return;
    }
    if (ms_enter((uintptr_t)MS_FRAME)) {
        if (!ms_process_is_sealed()) {
            uint64_t mask = ms_lock_acquire(&ms_process->lock);
            ms_agent_threads_define(ms_self.id, &info);
            ms_lock_release(&ms_process->lock, mask);
        }
        ms_leave();
    }
    ms_agent_threads_forget(jvmti, environment, &info);
}

/* The pthread_t behind the JVM's own structure of a thread; 0: there is none (any more). */
static uintptr_t pthread_of(uintptr_t own) {
    uintptr_t os;
    uintptr_t pthread;
    return own != 0 && ms_vm.thread_os != MS_VM_NONE && ms_vm.os_thread_pthread != MS_VM_NONE &&
                   ms_peek_pointer(own + ms_vm.thread_os, &os) &&
                   ms_peek_pointer(os + ms_vm.os_thread_pthread, &pthread)
               ? pthread
               : 0;
}

static void define_other(uintptr_t own, const jvmtiThreadInfo *info) {
    uintptr_t pthread = pthread_of(own);
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_lane *lane = pthread == 0 ? NULL : ms_lane_of(pthread);
    if (lane != NULL) {
        ms_agent_threads_define(lane->thread, info);
        if (ms_vm.thread_number != MS_VM_NONE) {
            ms_lane_set_word(lane, (ms_task_word)(own + ms_vm.thread_number)); /* NOLINT */
        }
    }
    ms_lock_release(&ms_process->lock, mask);
}

/* java.lang.Thread's field with the address of that structure. */
static jfieldID find_eetop(JNIEnv *environment) {
    jclass thread = (*environment)->FindClass(environment, "java/lang/Thread");
    jfieldID field =
        thread == NULL ? NULL : (*environment)->GetFieldID(environment, thread, "eetop", "J");
    if (field == NULL) {
        (*environment)->ExceptionClear(environment);
    }
    (*environment)->DeleteLocalRef(environment, thread);
    return field;
}

void ms_agent_threads_catch_up(jvmtiEnv *jvmti, JNIEnv *environment) {
    jint count;
    jthread *threads;
    jfieldID eetop = find_eetop(environment);
    if (eetop == NULL || (*jvmti)->GetAllThreads(jvmti, &count, &threads) != JVMTI_ERROR_NONE) {
        return;
    }
    for (jint i = 0; i < count; i++) {
        jvmtiThreadInfo info;
        if (ms_agent_threads_ask(jvmti, threads[i], &info)) {
            uintptr_t own = (uintptr_t)(*environment)->GetLongField(environment, threads[i], eetop);
            define_other(own, &info);
            ms_agent_threads_forget(jvmti, environment, &info);
        }
        (*environment)->DeleteLocalRef(environment, threads[i]);
    }
    (*jvmti)->Deallocate(jvmti, (unsigned char *)threads);
}

uintptr_t ms_agent_threads_own(jvmtiEnv *jvmti, JNIEnv *environment) {
    jthread thread;
    jfieldID eetop = find_eetop(environment);
    if (eetop == NULL || (*jvmti)->GetCurrentThread(jvmti, &thread) != JVMTI_ERROR_NONE) {
        return 0;
    }
    uintptr_t own = (uintptr_t)(*environment)->GetLongField(environment, thread, eetop);
    (*environment)->DeleteLocalRef(environment, thread);
    return pthread_of(own) == (uintptr_t)pthread_self() ? own : 0;
}
