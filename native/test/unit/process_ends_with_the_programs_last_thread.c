/* The sampler's thread keeps no process: however the first thread has ended, and where nothing can
 * be asked of the kernel. */
#define _GNU_SOURCE
#include "recording.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "peek.h"

#define LIMIT_S 60 /* for a machine that is busy; it takes one or two */

static char folder[] = "/tmp/memscope-unit.XXXXXX";

/* For longer than an interval, and in a thread whose process has no first thread. */
static void *goes_on(void *unused) {
    uint64_t word = 77;
    uint64_t copy = 0;
    nanosleep(&(struct timespec){.tv_sec = 1, .tv_nsec = 200000000}, NULL);
    CHECK(ms_peek((uintptr_t)&word, &copy, sizeof word));
    CHECK_EQ(copy, 77);
    recording_allocate(100);
    return unused;
}

static void ends_its_thread(void) {
    pthread_exit(NULL);
}

/* Without destructors. */
static void ends_its_thread_in_the_kernel(void) {
    syscall(SYS_exit, 0);
}

static void forbids_descriptors_and_ends(void) {
    struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    CHECK(dlopen("libgcc_s.so.1", RTLD_NOW) != NULL); /* needed to end a thread */
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    pthread_exit(NULL);
}

static void run(void (*end)(void)) {
    pthread_t thread;
    alarm(LIMIT_S);
    CHECK_EQ(memscope_start(folder), 0);
    CHECK_EQ(pthread_create(&thread, NULL, goes_on, NULL), 0);
    CHECK_EQ(pthread_detach(thread), 0);
    end();
}

int main(void) {
    static void (*const ends[])(void) = {ends_its_thread, ends_its_thread_in_the_kernel,
                                         forbids_descriptors_and_ends};
    enum { ENDS = sizeof ends / sizeof ends[0] };
    pid_t children[ENDS];
    char command[64];
    CHECK(mkdtemp(folder) != NULL);
    for (int i = 0; i < ENDS; i++) {
        children[i] = fork();
        CHECK(children[i] >= 0);
        if (children[i] == 0) {
            run(ends[i]);
        }
    }
    for (int i = 0; i < ENDS; i++) {
        int status;
        CHECK_EQ(waitpid(children[i], &status, 0), children[i]);
        CHECK_EQ(status, 0);
    }
    snprintf(command, sizeof command, "rm -rf %s", folder);
    CHECK_EQ(system(command), 0);
    return 0;
}
