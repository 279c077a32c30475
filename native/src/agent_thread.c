#include "agent_thread.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "lock.h"

/* Signals are the program's business. Those that report a fault cannot be blocked, the JVM stops
 * its threads by SIGUSR2, and libc makes all threads change their user by the first two of the
 * real-time signals: it would wait for ever for one that does not take them. */
void ms_agent_block_signals(void) {
    static const int kept[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGUSR2, 32, 33};
    uint64_t blocked = ~0ULL;
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        blocked &= ~(1ULL << (kept[i] - 1));
    }
    ms_signals_restore(blocked);
}

void ms_agent_run_thread(jvmtiEnv *jvmti, JNIEnv *environment, const char *name,
                         jvmtiStartFunction run) {
    JNIEnv *jni = environment;
    jclass class = (*jni)->FindClass(jni, "java/lang/Thread");
    jmethodID make =
        class == NULL ? NULL : (*jni)->GetMethodID(jni, class, "<init>", "(Ljava/lang/String;)V");
    jstring title = (*jni)->NewStringUTF(jni, name);
    jobject thread =
        make == NULL || title == NULL ? NULL : (*jni)->NewObject(jni, class, make, title);
    if (thread != NULL && !(*jni)->ExceptionCheck(jni)) {
        (*jvmti)->RunAgentThread(jvmti, thread, run, NULL, JVMTI_THREAD_NORM_PRIORITY);
    }
    (*jni)->ExceptionClear(jni);
    (*jni)->DeleteLocalRef(jni, thread);
    (*jni)->DeleteLocalRef(jni, title);
    (*jni)->DeleteLocalRef(jni, class);
}
