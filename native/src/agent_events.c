/* Callbacks run in threads of the JVM, wherever those are: the collector's at a safepoint, an
 * application's in the middle of loading a class. What the JVM allocates for us is recorded as
 * everything else is, so ms_enter surrounds our own writing only. */
#include "agent_events.h"

#include <stddef.h>

#include "agent_figures.h"
#include "agent_names.h"
#include "agent_tasks.h"
#include "agent_threads.h"
#include "agent_virtual.h"
#include "clock.h"
#include "code_cache.h"
#include "java_ask.h"
#include "method.h"
#include "recorder.h"
#include "self_check.h"
#include "text.h"
#include "thread.h"
#include "vm_method.h"

/* Where a jmethodID points at its Method*, that says when one is used again. Elsewhere only the
 * JVM's event says that a class was unloaded, which comes some time after its memory may have been
 * used again: a stack may have another class's methods then. */
static bool method_is_behind_id;

/* Asking for them makes them. */
static void make_method_ids(jvmtiEnv *jvmti, jclass class) {
    jint count;
    jmethodID *methods;
    bool is_reused = false;
    if ((*jvmti)->GetClassMethods(jvmti, class, &count, &methods) != JVMTI_ERROR_NONE) {
        return;
    }
    for (jint i = 0; method_is_behind_id && i < count; i++) {
        uintptr_t method = *(const uintptr_t *)methods[i];
        is_reused = ms_method_replaces(method, (uintptr_t)methods[i]) || is_reused;
    }
    (*jvmti)->Deallocate(jvmti, (unsigned char *)methods);
    if (is_reused) {
        ms_code_class_unloaded();
    }
}

/* Nothing to do, but AsyncGetCallTrace answers only where somebody asks for this event. */
static void JNICALL class_loaded(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread,
                                 jclass class) {
    (void)jvmti;
    (void)environment;
    (void)thread;
    (void)class;
}

static void JNICALL class_prepared(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread,
                                   jclass class) {
    make_method_ids(jvmti, class);
    ms_self_check(jvmti, environment, thread);
}

static void JNICALL class_unloaded(jvmtiEnv *jvmti, ...) {
    (void)jvmti;
    if (!method_is_behind_id) {
        ms_code_class_unloaded();
    }
}

/* Both in the thread that carries the collection out. */
static _Atomic uint64_t collection_start;

static void JNICALL collection_started(jvmtiEnv *jvmti) {
    (void)jvmti;
    atomic_store_explicit(&collection_start, ms_clock_ticks(), memory_order_relaxed);
}

static void JNICALL collection_finished(jvmtiEnv *jvmti) {
    (void)jvmti;
    uint64_t start = atomic_load_explicit(&collection_start, memory_order_relaxed);
    if (start != 0 && ms_enter((uintptr_t)MS_FRAME)) {
        ms_record_paused(MS_FRAME, start, MS_PAUSE_COLLECTION);
        ms_leave();
    }
}

/* The last chance to ask for names. Stacks from here on tell physical frames. */
static void JNICALL vm_dies(jvmtiEnv *jvmti, JNIEnv *environment) {
    ms_java_ask_end();
    ms_agent_tasks_end();
    ms_self_check_end();
    ms_agent_figures_end(environment);
    ms_agent_names_end(jvmti, environment);
}

/* The unloading of classes needs the callback only, switches want to be enabled, too. */
static bool listen_to(jvmtiEnv *jvmti, jint event, jvmtiExtensionEvent callback) {
    if ((*jvmti)->SetExtensionEventCallback(jvmti, event, callback) != JVMTI_ERROR_NONE) {
        return false;
    }
    (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, (jvmtiEvent)event, NULL);
    return true;
}

/* HotSpot's own events: unloaded classes, which there must be, and switches of virtual threads. */
static bool listen_to_extensions(jvmtiEnv *jvmti) {
    jint count;
    jvmtiExtensionEventInfo *events;
    bool found = false;
    if ((*jvmti)->GetExtensionEvents(jvmti, &count, &events) != JVMTI_ERROR_NONE) {
        return false;
    }
    for (jint i = 0; i < count; i++) {
        bool is_unloading = ms_text_equal(events[i].id, "com.sun.hotspot.events.ClassUnload");
        jvmtiExtensionEvent ours =
            is_unloading ? class_unloaded : ms_agent_virtual_callback(events[i].id);
        if (ours != NULL && listen_to(jvmti, events[i].extension_event_index, ours)) {
            found = found || is_unloading;
        }
        for (jint k = 0; k < events[i].param_count; k++) {
            (*jvmti)->Deallocate(jvmti, (unsigned char *)events[i].params[k].name);
        }
        (*jvmti)->Deallocate(jvmti, (unsigned char *)events[i].params);
        (*jvmti)->Deallocate(jvmti, (unsigned char *)events[i].id);
        (*jvmti)->Deallocate(jvmti, (unsigned char *)events[i].short_description);
    }
    (*jvmti)->Deallocate(jvmti, (unsigned char *)events);
    return found;
}

bool ms_agent_events_start(jvmtiEnv *jvmti) {
    static const jvmtiEvent wanted[] = {JVMTI_EVENT_CLASS_LOAD,
                                        JVMTI_EVENT_CLASS_PREPARE,
                                        JVMTI_EVENT_THREAD_START,
                                        JVMTI_EVENT_THREAD_END,
                                        JVMTI_EVENT_GARBAGE_COLLECTION_START,
                                        JVMTI_EVENT_VM_DEATH,
                                        JVMTI_EVENT_GARBAGE_COLLECTION_FINISH};
    jvmtiCapabilities capabilities = {.can_generate_garbage_collection_events = 1,
                                      .can_get_source_file_name = 1,
                                      .can_get_line_numbers = 1};
    jvmtiEventCallbacks callbacks = {.ClassLoad = class_loaded,
                                     .ClassPrepare = class_prepared,
                                     .ThreadStart = ms_agent_thread_started,
                                     .ThreadEnd = ms_agent_tasks_thread_ends,
                                     .GarbageCollectionStart = collection_started,
                                     .GarbageCollectionFinish = collection_finished,
                                     .VMDeath = vm_dies};
    ms_agent_virtual_start(jvmti);
    if ((*jvmti)->AddCapabilities(jvmti, &capabilities) != JVMTI_ERROR_NONE ||
        (*jvmti)->SetEventCallbacks(jvmti, &callbacks, sizeof callbacks) != JVMTI_ERROR_NONE ||
        !listen_to_extensions(jvmti)) {
        return false;
    }
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if ((*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, wanted[i], NULL) !=
            JVMTI_ERROR_NONE) {
            return false;
        }
    }
    return true;
}

/* By a method that is surely there, and that nothing will unload. */
static bool is_method_behind_id(JNIEnv *environment) {
    jclass object = (*environment)->FindClass(environment, "java/lang/Object");
    if (object == NULL) {
        (*environment)->ExceptionClear(environment);
        return false;
    }
    jmethodID id = (*environment)->GetMethodID(environment, object, "hashCode", "()I");
    (*environment)->DeleteLocalRef(environment, object);
    return id != NULL && ms_vm_method_learn_ids((uintptr_t)id);
}

bool ms_agent_events_catch_up(jvmtiEnv *jvmti, JNIEnv *environment) {
    jint count;
    jclass *classes;
    method_is_behind_id = is_method_behind_id(environment);
    if ((*jvmti)->GetLoadedClasses(jvmti, &count, &classes) == JVMTI_ERROR_NONE) {
        for (jint i = 0; i < count; i++) {
            make_method_ids(jvmti, classes[i]);
            (*environment)->DeleteLocalRef(environment, classes[i]);
        }
        (*jvmti)->Deallocate(jvmti, (unsigned char *)classes);
    }
    return method_is_behind_id;
}
