/* Why the JVM is joined after JNI_CreateJavaVM has returned, and not by adding -agentpath to its
 * options: the program would see that (RuntimeMXBean.getInputArguments, jcmd, and whoever starts
 * itself once more with the same arguments). What is lost: while the JVM is being created nobody
 * can ask it, so the stacks of that time tell physical frames only; in those few milliseconds
 * nearly all are interpreted, which is the same. */
#define _GNU_SOURCE
#include "agent.h"

#include <jvmti.h>
#include <link.h>
#include <pthread.h>
#include <stdatomic.h>

#include "agent_events.h"
#include "agent_figures.h"
#include "agent_names.h"
#include "agent_tasks.h"
#include "agent_threads.h"
#include "code_cache.h"
#include "export.h"
#include "java_ask.h"
#include "method.h"
#include "process.h"
#include "self_check.h"
#include "symbol.h"
#include "text.h"
#include "thread.h"
#include "vm_method.h"
#include "vm_structs.h"

typedef jint (*create_vm)(JavaVM **vm, void **environment, void *arguments);

static create_vm found_create;    /* what the program last found by dlsym */
static _Atomic uint64_t joined;   /* session in which a JVM was joined: only once */
static _Atomic uintptr_t creator; /* pthread_t of the thread that is creating a JVM; 0: none is */

MS_EXPORT jint JNICALL JNI_CreateJavaVM(JavaVM **vm, void **environment, void *arguments);
MS_EXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved);

void *ms_agent_create_for(void *address, const char *name) {
    if (address == NULL || address == (void *)JNI_CreateJavaVM ||
        !ms_text_equal(name, "JNI_CreateJavaVM") || ms_process_session() == 0) {
        return address;
    }
    found_create = (create_vm)address;
    return (void *)JNI_CreateJavaVM;
}

static int find_create(struct dl_phdr_info *object, size_t size, void *found) {
    (void)size;
    void *address = ms_symbol_find(object, "JNI_CreateJavaVM");
    if (address == NULL || address == (void *)JNI_CreateJavaVM) {
        return 0;
    }
    *(create_vm *)found = (create_vm)address;
    return 1;
}

/* A program that is linked with libjvm finds our function first, and never asked for libjvm's. */
static create_vm real_create(void) {
    create_vm found = found_create;
    if (found == NULL) {
        dl_iterate_phdr(find_create, &found);
    }
    return found;
}

void ms_agent_thread_starts(void) {
    if (__builtin_expect(
            atomic_load_explicit(&creator, memory_order_relaxed) == (uintptr_t)pthread_self(), 0) &&
        ms_code_cache_start()) {
        atomic_store_explicit(&creator, 0, memory_order_relaxed);
    }
}

/* A JVM is being created in this thread. `inside`: an address in libjvm. */
static void prepare(const void *inside) {
    if (ms_vm_structs_read(inside, &ms_vm)) {
        atomic_store_explicit(&creator, (uintptr_t)pthread_self(), memory_order_relaxed);
    }
}

/* True for the first JVM of a process that records; HotSpot makes no second one. */
static bool is_first(void) {
    uint64_t session = ms_process_session();
    return session != 0 && !ms_process_is_sealed() &&
           atomic_exchange_explicit(&joined, session, memory_order_relaxed) != session;
}

/* Methods met while the JVM was being created are known by their Method*: from now on by their
 * jmethodID as well. */
static void add_method_ids(void) {
    uintptr_t key;
    for (uint32_t id = 1; ms_method_key(id, &key); id++) {
        struct ms_vm_method method;
        if (ms_method_key_is_pointer(key) &&
            ms_vm_method_read(ms_method_pointer_of_key(key), &method) && method.method_id != 0) {
            ms_method_add_key(method.method_id, id);
        }
    }
}

/* False: not a JVM whose frames we can tell; nothing is done in it then. */
static bool take_part(JavaVM *vm, JNIEnv *environment) {
    jvmtiEnv *jvmti = NULL;
    bool is_known = ms_code_cache_started() || (ms_vm.code_heaps != NULL && ms_code_cache_start());
    if (!is_known || (*vm)->GetEnv(vm, (void **)&jvmti, JVMTI_VERSION_1_2) != JNI_OK ||
        !ms_methods_start()) {
        return false;
    }
    uintptr_t own = ms_agent_threads_own(jvmti, environment);
    ms_agent_tasks_start(vm, environment, own);
    if (!ms_agent_events_start(jvmti)) {
        return false;
    }
    bool ids_are_pointers = ms_agent_events_catch_up(jvmti, environment);
    add_method_ids();
    if (ms_vm.async_get_call_trace != NULL) {
        ms_java_ask_start(vm, environment, own, ids_are_pointers);
    }
    ms_agent_threads_catch_up(jvmti, environment);
    ms_agent_names_start(jvmti, environment);
    ms_agent_figures_start(jvmti, environment);
    return true;
}

/* The JVM is there, and this thread is one of its own. */
static void join(JavaVM *vm, JNIEnv *environment) {
    atomic_store_explicit(&creator, 0, memory_order_relaxed);
    ms_self_check_start(environment, take_part(vm, environment));
}

MS_EXPORT jint JNICALL JNI_CreateJavaVM(JavaVM **vm, void **environment, void *arguments) {
    create_vm real = real_create();
    if (real == NULL) {
        return JNI_ERR;
    }
    if (!is_first()) {
        return real(vm, environment, arguments);
    }
    prepare((const void *)real);
    jint result = real(vm, environment, arguments);
    if (result == JNI_OK) {
        join(*vm, (JNIEnv *)*environment);
    } else { /* and the program may try once more */
        atomic_store_explicit(&creator, 0, memory_order_relaxed);
        atomic_store_explicit(&joined, 0, memory_order_relaxed);
    }
    return result;
}

typedef jint (*get_vms)(JavaVM **vms, jsize room, jsize *count);

static int find_get_vms(struct dl_phdr_info *object, size_t size, void *found) {
    (void)size;
    void *address = ms_symbol_find(object, "JNI_GetCreatedJavaVMs");
    if (address == NULL) {
        return 0;
    }
    *(get_vms *)found = (get_vms)address;
    return 1;
}

void ms_agent_join_running(void) {
    get_vms get = NULL;
    JavaVM *vm = NULL;
    jsize count = 0;
    JNIEnv *environment = NULL;
    dl_iterate_phdr(find_get_vms, &get);
    if (get == NULL || get(&vm, 1, &count) != JNI_OK || count == 0 ||
        (*vm)->GetEnv(vm, (void **)&environment, JNI_VERSION_1_2) != JNI_OK || !is_first()) {
        return;
    }
    prepare((const void *)(*vm)->GetEnv);
    join(vm, environment);
}

static void JNICALL vm_is_there(jvmtiEnv *jvmti, JNIEnv *environment, jthread thread) {
    (void)thread;
    JavaVM *vm = NULL;
    if ((*environment)->GetJavaVM(environment, &vm) == JNI_OK) {
        join(vm, environment);
    }
    (*jvmti)->DisposeEnvironment(jvmti);
}

/* -agentpath, where JNI_CreateJavaVM did not come by us. Whatever is wrong, the program goes on. */
MS_EXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved) {
    (void)options;
    (void)reserved;
    jvmtiEnv *jvmti = NULL;
    if (!is_first() || (*vm)->GetEnv(vm, (void **)&jvmti, JVMTI_VERSION_1_2) != JNI_OK) {
        return JNI_OK;
    }
    prepare((const void *)(*vm)->GetEnv);
    jvmtiEventCallbacks callbacks = {.VMInit = vm_is_there};
    (*jvmti)->SetEventCallbacks(jvmti, &callbacks, sizeof callbacks);
    (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_VM_INIT, NULL);
    return JNI_OK;
}
