#include "agent_figures.h"

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "agent_thread.h"
#include "clock.h"
#include "config.h"
#include "java_figures.h"
#include "java_heap.h"
#include "label.h"
#include "native_tracking.h"
#include "process.h"
#include "sampler.h"
#include "syscall.h"
#include "text.h"
#include "vm_flags.h"
#include "vm_structs.h"

/* Local references of one answer, and some. */
#define MS_REFERENCES 32

/* What takes d of a processor is not asked again for 99 d. */
#define MS_REST 99

#define MS_NS_IN_MS 1000000ULL
#define MS_INTERVALS_BEFORE_POOLS 10ULL

static _Atomic uint32_t busy; /* 1: the thread is asking the JVM */
static uint64_t tracking_not_before_ns;
static _Atomic bool has_pools; /* their classes have been loaded: the thread has asked before */

static bool failed(JNIEnv *jni) {
    if ((*jni)->ExceptionCheck(jni)) {
        (*jni)->ExceptionClear(jni);
        return true;
    }
    return false;
}

/* Of the JDK's own loader: no class loader of the program is asked. NULL: a JVM without it. */
static jclass find_class(JNIEnv *jni, const char *name) {
    jclass (*find)(JNIEnv *, const char *) = NULL;
    *(void **)&find = ms_vm.find_boot_class;
    jclass class = find == NULL ? NULL : find(jni, name);
    return failed(jni) ? NULL : class;
}

/* NULL, too, where the receiver is. */
static jobject call_object(JNIEnv *jni, jobject on, const char *class_name, const char *name,
                           const char *signature) {
    jclass class = on == NULL ? NULL : find_class(jni, class_name);
    jmethodID method = class == NULL ? NULL : (*jni)->GetMethodID(jni, class, name, signature);
    jobject result = failed(jni) || method == NULL
                         ? NULL
                         : (*jni)->CallObjectMethod(jni, on, method); /* NOLINT: no arguments */
    return failed(jni) ? NULL : result;
}

static jobject call_static(JNIEnv *jni, const char *class_name, const char *name,
                           const char *signature) {
    jclass class = find_class(jni, class_name);
    jmethodID method =
        class == NULL ? NULL : (*jni)->GetStaticMethodID(jni, class, name, signature);
    jobject result = failed(jni) || method == NULL
                         ? NULL
                         : (*jni)->CallStaticObjectMethod(jni, class, method); /* NOLINT */
    return failed(jni) ? NULL : result;
}

/* -1: it could not be asked. */
static jlong call_long(JNIEnv *jni, jobject on, const char *class_name, const char *name) {
    jclass class = on == NULL ? NULL : find_class(jni, class_name);
    jmethodID method = class == NULL ? NULL : (*jni)->GetMethodID(jni, class, name, "()J");
    jlong result = failed(jni) || method == NULL
                       ? -1
                       : (*jni)->CallLongMethod(jni, on, method); /* NOLINT: no arguments */
    return failed(jni) ? -1 : result;
}

static void put_heap(JNIEnv *jni, struct ms_java_figures *figures) {
    static const char class[] = "java/lang/Runtime";
    jobject runtime = call_static(jni, class, "getRuntime", "()Ljava/lang/Runtime;");
    jlong free_bytes = call_long(jni, runtime, class, "freeMemory");
    jlong committed = call_long(jni, runtime, class, "totalMemory");
    jlong max = call_long(jni, runtime, class, "maxMemory");
    if (committed >= 0 && free_bytes >= 0) {
        ms_java_put(figures, MS_METRIC_JAVA_HEAP_COMMITTED_BYTES, (uint64_t)committed);
        ms_java_put(figures, MS_METRIC_JAVA_HEAP_USED_BYTES,
                    committed > free_bytes ? (uint64_t)(committed - free_bytes) : 0);
    }
    if (max >= 0 && max != INT64_MAX) {
        ms_java_put(figures, MS_METRIC_JAVA_HEAP_MAX_BYTES, (uint64_t)max);
    }
    uint64_t start;
    uint64_t size_bytes;
    if (ms_java_heap(&start, &size_bytes)) {
        ms_java_put(figures, MS_METRIC_JAVA_HEAP_START, start);
        ms_java_put(figures, MS_METRIC_JAVA_HEAP_RESERVED_BYTES, size_bytes);
    }
}

static uint32_t label_of(JNIEnv *jni, jstring name) {
    const char *characters = name == NULL ? NULL : (*jni)->GetStringUTFChars(jni, name, NULL);
    if (failed(jni) || characters == NULL) {
        return 0;
    }
    uint32_t label = ms_label_id(characters, ms_text_length(characters));
    (*jni)->ReleaseStringUTFChars(jni, name, characters);
    return label;
}

static void put_pool(JNIEnv *jni, jobject pool, struct ms_java_figures *figures) {
    static const char pool_class[] = "java/lang/management/MemoryPoolMXBean";
    static const char usage_class[] = "java/lang/management/MemoryUsage";
    jobject usage =
        call_object(jni, pool, pool_class, "getUsage", "()Ljava/lang/management/MemoryUsage;");
    jlong used = call_long(jni, usage, usage_class, "getUsed");
    jlong committed = call_long(jni, usage, usage_class, "getCommitted");
    jlong max = call_long(jni, usage, usage_class, "getMax");
    uint32_t label =
        label_of(jni, call_object(jni, pool, pool_class, "getName", "()Ljava/lang/String;"));
    if (used >= 0 && committed >= 0 && label != 0) {
        uint64_t values[] = {(uint64_t)used, (uint64_t)committed, (uint64_t)max};
        ms_java_put_part(figures, MS_PART_MEMORY_POOL, label, values, max >= 0 ? 3 : 2);
    }
}

static void put_buffers(JNIEnv *jni, jobject pool, struct ms_java_figures *figures) {
    static const char class[] = "java/lang/management/BufferPoolMXBean";
    jlong count = call_long(jni, pool, class, "getCount");
    jlong capacity = call_long(jni, pool, class, "getTotalCapacity");
    jlong used = call_long(jni, pool, class, "getMemoryUsed");
    uint32_t label =
        label_of(jni, call_object(jni, pool, class, "getName", "()Ljava/lang/String;"));
    if (count >= 0 && capacity >= 0 && used >= 0 && label != 0) {
        uint64_t values[] = {(uint64_t)count, (uint64_t)capacity, (uint64_t)used};
        ms_java_put_part(figures, MS_PART_BUFFER_POOL, label, values, 3);
    }
}

/* Each of a list that a static method returns. */
static void put_all(JNIEnv *jni, const char *class_name, const char *name,
                    struct ms_java_figures *figures,
                    void (*put)(JNIEnv *, jobject, struct ms_java_figures *)) {
    jobject list = call_static(jni, class_name, name, "()Ljava/util/List;");
    jobjectArray all = call_object(jni, list, "java/util/List", "toArray", "()[Ljava/lang/Object;");
    jsize count = all == NULL ? 0 : (*jni)->GetArrayLength(jni, all);
    for (jsize i = 0; i < count && (*jni)->PushLocalFrame(jni, MS_REFERENCES) == 0; i++) {
        jobject element = (*jni)->GetObjectArrayElement(jni, all, i);
        if (!failed(jni)) {
            put(jni, element, figures);
        }
        (*jni)->PopLocalFrame(jni, NULL);
    }
    failed(jni);
}

/* The class that has the command is not ready before the library of its methods is loaded, which
 * the provider does when it is initialised: when its methods are asked for. */
static jobject find_commands(JNIEnv *jni) {
    jclass provider = find_class(jni, "com/sun/management/internal/PlatformMBeanProviderImpl");
    jmethodID constructor =
        provider == NULL ? NULL : (*jni)->GetMethodID(jni, provider, "<init>", "()V");
    return failed(jni) || constructor == NULL
               ? NULL
               : call_static(jni, "com/sun/management/internal/DiagnosticCommandImpl",
                             "getDiagnosticCommandMBean",
                             "()Lcom/sun/management/DiagnosticCommandMBean;");
}

static jstring execute(JNIEnv *jni, const char *command) {
    jobject commands = find_commands(jni);
    jclass class = commands == NULL ? NULL : (*jni)->GetObjectClass(jni, commands);
    jmethodID method = class == NULL
                           ? NULL
                           : (*jni)->GetMethodID(jni, class, "executeDiagnosticCommand",
                                                 "(Ljava/lang/String;)Ljava/lang/String;");
    jstring text = failed(jni) || method == NULL ? NULL : (*jni)->NewStringUTF(jni, command);
    jstring answer = failed(jni) || text == NULL
                         ? NULL
                         : (*jni)->CallObjectMethod(jni, commands, method, text); /* NOLINT */
    return failed(jni) ? NULL : answer;
}

static void put_tracking(JNIEnv *jni, struct ms_java_figures *figures) {
    char level[16];
    uint64_t start = ms_clock_ns(CLOCK_THREAD_CPUTIME_ID);
    if (!ms_vm_flag_text("NativeMemoryTracking", level, sizeof level)) {
        return;
    }
    bool is_off = ms_text_equal(level, "off");
    ms_java_put(figures, MS_METRIC_NATIVE_TRACKING,
                is_off                            ? 0
                : ms_text_equal(level, "summary") ? 1
                                                  : 2);
    if (is_off || ms_clock_ns(CLOCK_MONOTONIC) < tracking_not_before_ns) {
        return;
    }
    jstring answer = execute(jni, "VM.native_memory summary scale=B");
    const char *text = answer == NULL ? NULL : (*jni)->GetStringUTFChars(jni, answer, NULL);
    if (!failed(jni) && text != NULL) {
        ms_native_tracking_read(text, figures);
        (*jni)->ReleaseStringUTFChars(jni, answer, text);
    }
    uint64_t taken = ms_clock_ns(CLOCK_THREAD_CPUTIME_ID) - start;
    tracking_not_before_ns = ms_clock_ns(CLOCK_MONOTONIC) + taken * MS_REST;
}

static void put_pools(JNIEnv *jni, struct ms_java_figures *figures) {
    static const char class[] = "sun/management/ManagementFactoryHelper";
    put_all(jni, class, "getMemoryPoolMXBeans", figures, put_pool);
    put_all(jni, class, "getBufferPoolMXBeans", figures, put_buffers);
}

/* In a thread of the JVM's. */
static void ask(JNIEnv *jni, bool with_pools, struct ms_java_figures *figures) {
    uint64_t start = ms_clock_ns(CLOCK_THREAD_CPUTIME_ID);
    if ((*jni)->PushLocalFrame(jni, MS_REFERENCES) == 0) {
        put_heap(jni, figures);
        put_tracking(jni, figures);
        if (with_pools) {
            put_pools(jni, figures);
        }
        (*jni)->PopLocalFrame(jni, NULL);
    }
    failed(jni);
    ms_java_figures_took(ms_clock_ns(CLOCK_THREAD_CPUTIME_ID) - start);
}

static void set_busy(uint32_t value) {
    atomic_store(&busy, value);
    if (value == 0) {
        MS_SYSCALL6(SYS_futex, &busy, FUTEX_WAKE, 1, 0, 0, 0);
    }
}

/* Their classes take as long to load as a short program may take in all: a program that has lived
 * for some intervals is not short. */
static bool are_pools_due(uint64_t begin_ns) {
    uint64_t lived_ns = ms_clock_ns(CLOCK_MONOTONIC) - begin_ns;
    return atomic_load(&has_pools) ||
           lived_ns >= MS_INTERVALS_BEFORE_POOLS * ms_config.sample_ms * MS_NS_IN_MS;
}

static void JNICALL run(jvmtiEnv *jvmti, JNIEnv *environment, void *argument) {
    (void)jvmti;
    (void)argument;
    ms_agent_block_signals();
    uint64_t begin_ns = ms_clock_ns(CLOCK_MONOTONIC);
    struct ms_java_figures *figures;
    while ((figures = ms_java_figures_asked()) != NULL) {
        set_busy(1);
        bool with_pools = are_pools_due(begin_ns);
        ask(environment, with_pools, figures);
        atomic_store(&has_pools, with_pools);
        set_busy(0);
        ms_java_figures_answer();
    }
}

void ms_agent_figures_start(jvmtiEnv *jvmti, JNIEnv *environment) {
    if (ms_config.sample_ms != 0) {
        ms_java_figures_open();
        ms_agent_run_thread(jvmti, environment, "memscope asks the JVM", run);
    }
}

/* The thread may be held up in the JVM: then there are no figures of it. */
static bool wait_for_thread(void) {
    struct timespec limit = {.tv_sec = 1, .tv_nsec = 0};
    ms_java_figures_close();
    for (int i = 0; i < 3 && atomic_load(&busy) != 0; i++) {
        MS_SYSCALL6(SYS_futex, &busy, FUTEX_WAIT, 1, &limit, 0, 0);
    }
    return atomic_load(&busy) == 0;
}

void ms_agent_figures_end(JNIEnv *environment) {
    static struct ms_java_figures last;
    if (ms_config.sample_ms == 0 || ms_process_is_sealed()) {
        return;
    }
    bool can_ask = wait_for_thread();
    if (can_ask) {
        tracking_not_before_ns = 0;
        /* Loading classes takes longer than a short program may live. */
        ask(environment, atomic_load(&has_pools), &last);
    }
    ms_sampler_take(MS_SAMPLE_JVM_ENDS, can_ask ? &last : NULL);
}
