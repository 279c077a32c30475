#define _GNU_SOURCE
#include "agent_names.h"

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "agent_thread.h"
#include "method.h"
#include "process.h"
#include "syscall.h"
#include "text.h"
#include "vm_method.h"

static _Atomic bool ending;
static _Atomic uint32_t asking; /* 1: the thread has taken a method and has not written it yet */

/* Java's names of lines fit a JVM's 16 bits, bytecode indices, too. */
static void define_lines(jvmtiEnv *jvmti, uint32_t id, jmethodID method) {
    enum { AT_ONCE = 250 };
    jint count;
    jvmtiLineNumberEntry *lines;
    if ((*jvmti)->GetLineNumberTable(jvmti, method, &count, &lines) != JVMTI_ERROR_NONE) {
        return; /* native, abstract, compiled without */
    }
    struct ms_method_line sorted[AT_ONCE];
    uint32_t filled = 0;
    jlocation last = -1;
    for (jint i = 0; i < count; i++) {
        if (lines[i].start_location <= last) {
            continue; /* compilers write them in order, obfuscators may not */
        }
        last = lines[i].start_location;
        sorted[filled++] = (struct ms_method_line){.index = (uint32_t)last,
                                                   .line = (uint32_t)lines[i].line_number};
        if (filled == AT_ONCE) {
            ms_method_define_lines(id, sorted, filled);
            filled = 0;
        }
    }
    ms_method_define_lines(id, sorted, filled);
    (*jvmti)->Deallocate(jvmti, (unsigned char *)lines);
}

static void define_method(jvmtiEnv *jvmti, uint32_t id, jmethodID method, jclass class,
                          const char *name, const char *signature) {
    char *type = NULL; /* Ljava/lang/String; */
    char *file = NULL;
    jboolean native = JNI_FALSE;
    if ((*jvmti)->GetClassSignature(jvmti, class, &type, NULL) != JVMTI_ERROR_NONE) {
        return;
    }
    if ((*jvmti)->GetSourceFileName(jvmti, class, &file) != JVMTI_ERROR_NONE) {
        file = NULL;
    }
    (*jvmti)->IsMethodNative(jvmti, method, &native);
    size_t length = ms_text_length(type);
    bool is_class = length >= 2 && type[0] == 'L' && type[length - 1] == ';';
    struct ms_method_names names = {.native = native,
                                    .class_name = is_class ? type + 1 : type,
                                    .class_length = (uint32_t)(is_class ? length - 2 : length),
                                    .name = name,
                                    .signature = signature,
                                    .file = file == NULL ? "" : file};
    ms_method_define(id, &names);
    (*jvmti)->Deallocate(jvmti, (unsigned char *)type);
    (*jvmti)->Deallocate(jvmti, (unsigned char *)file);
}

/* NULL: not known to the JVM by an id. */
static jmethodID method_of(uint32_t id, uintptr_t key) {
    if (!ms_method_key_is_pointer(key)) {
        return (jmethodID)key; /* NOLINT */
    }
    struct ms_vm_method read;
    if (!ms_vm_method_read(ms_method_pointer_of_key(key), &read) || read.method_id == 0) {
        return NULL;
    }
    ms_method_add_key(read.method_id, id);
    return (jmethodID)read.method_id; /* NOLINT */
}

/* The local reference to its class keeps the method from being unloaded meanwhile; one that has
 * been already the JVM does not know any more. */
static void name(jvmtiEnv *jvmti, JNIEnv *environment, uint32_t id, uintptr_t key) {
    jclass class;
    char *method_name;
    char *signature;
    jmethodID method = method_of(id, key);
    if (method == NULL ||
        (*jvmti)->GetMethodDeclaringClass(jvmti, method, &class) != JVMTI_ERROR_NONE) {
        return;
    }
    if ((*jvmti)->GetMethodName(jvmti, method, &method_name, &signature, NULL) ==
        JVMTI_ERROR_NONE) {
        define_method(jvmti, id, method, class, method_name, signature);
        define_lines(jvmti, id, method);
        (*jvmti)->Deallocate(jvmti, (unsigned char *)method_name);
        (*jvmti)->Deallocate(jvmti, (unsigned char *)signature);
    }
    (*environment)->DeleteLocalRef(environment, class);
}

static void set_asking(uint32_t value) {
    atomic_store(&asking, value);
    if (value == 0) {
        MS_SYSCALL6(SYS_futex, &asking, FUTEX_WAKE, 1, 0, 0, 0);
    }
}

static void JNICALL run(jvmtiEnv *jvmti, JNIEnv *environment, void *argument) {
    (void)argument;
    ms_agent_block_signals();
    while (!atomic_load(&ending)) {
        uint32_t id;
        uintptr_t key;
        set_asking(1);
        while (!atomic_load(&ending) && ms_method_take_unnamed(&id, &key)) {
            name(jvmti, environment, id, key);
        }
        set_asking(0);
        if (!atomic_load(&ending)) {
            ms_method_wait();
        }
    }
}

void ms_agent_names_start(jvmtiEnv *jvmti, JNIEnv *environment) {
    ms_agent_run_thread(jvmti, environment, "memscope names methods", run);
}

void ms_agent_names_end(jvmtiEnv *jvmti, JNIEnv *environment) {
    uint32_t id;
    uintptr_t key;
    atomic_store(&ending, true);
    ms_method_wake();
    while (ms_method_take_unnamed(&id, &key)) {
        name(jvmti, environment, id, key);
    }
    /* What the thread has taken it writes at once, if the JVM lets it run: waited for, not long. */
    struct timespec limit = {.tv_sec = 1, .tv_nsec = 0};
    for (int i = 0; i < 3 && atomic_load(&asking) != 0; i++) {
        MS_SYSCALL6(SYS_futex, &asking, FUTEX_WAIT, 1, &limit, 0, 0);
    }
}
