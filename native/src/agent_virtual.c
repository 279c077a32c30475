#include "agent_virtual.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent_threads.h"
#include "clock.h"
#include "config.h"
#include "definition.h"
#include "lane.h"
#include "syscall.h"
#include "text.h"
#include "thread.h"

/* Set before the first event. */
static bool is_on;

void ms_agent_virtual_start(jvmtiEnv *jvmti) {
#ifdef JNI_VERSION_21
    jvmtiCapabilities capabilities = {.can_support_virtual_threads = 1};
    is_on = ms_config.virtual_threads &&
            (*jvmti)->AddCapabilities(jvmti, &capabilities) == JVMTI_ERROR_NONE;
#else
    (void)jvmti;
#endif
}

/* The lane of the calling thread goes over to `thread`; signals are blocked meanwhile. */
static void hand_over(uint32_t thread) {
    if (!ms_enter((uintptr_t)MS_FRAME)) {
        return;
    }
    if (!ms_process_is_sealed()) {
        uint64_t mask = ms_lock_acquire(&ms_process->lock);
        ms_lane_set_thread(ms_self.lane, thread == 0 ? ms_self.id : thread);
        ms_self.lane->is_virtual = thread != 0;
        ms_lock_release(&ms_process->lock, mask);
    }
    ms_leave();
}

/* With its first 15 bytes as the kernel would have them: until it is renamed the whole name holds.
 */
static uint32_t define(const jvmtiThreadInfo *info) {
    char shortened[16] = {0};
    for (size_t i = 0; i + 1 < sizeof shortened && info->name[i] != '\0'; i++) {
        shortened[i] = info->name[i];
    }
    uint32_t id = atomic_fetch_add_explicit(&ms_process->threads, 1, memory_order_relaxed) + 1;
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, id);
    ms_definition_number(&definer, ms_clock_ticks());
    ms_definition_number(&definer, (uint64_t)MS_SYSCALL1(SYS_gettid, 0));
    ms_definition_number(&definer, 0);
    ms_definition_number(&definer, 0);
    ms_definition_text(&definer, shortened);
    ms_definition_end(&definer, MS_DEFINE_THREAD, NULL);
    ms_agent_threads_define(id, info);
    ms_lock_release(&ms_process->lock, mask);
    return id;
}

/* Its id is kept by the JVM, with the thread; 0: it has none, nor a name to get one by. */
static uint32_t id_of(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread) {
    void *known = NULL;
    jvmtiThreadInfo info;
    if ((*jvmti)->GetThreadLocalStorage(jvmti, thread, &known) != JVMTI_ERROR_NONE) {
        return 0;
    }
    if (known != NULL || ms_process_is_sealed() || !ms_agent_threads_ask(jvmti, thread, &info)) {
        return (uint32_t)(uintptr_t)known;
    }
    uint32_t id = info.name[0] == '\0' ? 0 : define(&info);
    ms_agent_threads_forget(jvmti, environment, &info);
    (*jvmti)->SetThreadLocalStorage(jvmti, thread, (void *)(uintptr_t)id);
    return id;
}

static void JNICALL mounted(jvmtiEnv *jvmti, ...) {
    va_list arguments;
    va_start(arguments, jvmti);
    JNIEnv *environment = va_arg(arguments, JNIEnv *);
    jthread thread = va_arg(arguments, jthread);
    va_end(arguments);
    uint32_t id = id_of(jvmti, environment, thread);
    if (id != 0) {
        hand_over(id);
    }
}

static void JNICALL unmounted(jvmtiEnv *jvmti, ...) {
    (void)jvmti;
    if (ms_self.lane != NULL && ms_self.lane->thread != ms_self.id) {
        hand_over(0);
    }
}

jvmtiExtensionEvent ms_agent_virtual_callback(const char *event) {
    if (is_on && ms_text_equal(event, "com.sun.hotspot.events.VirtualThreadMount")) {
        return mounted;
    }
    if (is_on && ms_text_equal(event, "com.sun.hotspot.events.VirtualThreadUnmount")) {
        return unmounted;
    }
    return NULL;
}
