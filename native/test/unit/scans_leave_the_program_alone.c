/* Calls of the kernel are not cut short, threads come and go, errno stays, nobody hears of a child,
 * and where threads cannot be stopped the scan is made all the same. */
#define _GNU_SOURCE
#include "recording.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

#include "config.h"

static volatile bool is_over;
static volatile int cut_short;
static volatile int children;

static void *waits(void *unused) {
    struct epoll_event event;
    int poll = epoll_create1(EPOLL_CLOEXEC);
    while (!is_over) {
        cut_short += epoll_wait(poll, &event, 1, 20) < 0;
    }
    return unused;
}

static void *waits_for_a_signal(void *unused) {
    sigset_t none;
    sigemptyset(&none);
    sigaddset(&none, SIGUSR2);
    while (!is_over) {
        struct timespec time = {.tv_nsec = 20000000};
        cut_short += sigtimedwait(&none, NULL, &time) < 0 && errno == EINTR;
    }
    return unused;
}

/* Two ends: nothing comes, and only the wait for it has a limit. */
static int quiet_socket(int *other_end) {
    int ends[2];
    struct timeval limit = {.tv_usec = 20000};
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    CHECK_EQ(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit), 0);
    *other_end = ends[1];
    return ends[0];
}

static void *receives(void *unused) {
    char byte;
    int other_end;
    int socket = quiet_socket(&other_end);
    while (!is_over) {
        cut_short += recv(socket, &byte, 1, 0) < 0 && errno == EINTR;
    }
    return unused;
}

static void *reads(void *unused) {
    char byte;
    int other_end;
    int socket = quiet_socket(&other_end);
    while (!is_over) {
        cut_short += read(socket, &byte, 1) < 0 && errno == EINTR;
    }
    return unused;
}

static volatile pid_t sleeper;

static void *sleeps(void *unused) {
    sleeper = gettid();
    while (!is_over) {
        cut_short += nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL) < 0;
    }
    return unused;
}

static void *allocates_once(void *unused) {
    recording_allocate(10);
    return unused;
}

static void *makes_threads(void *unused) {
    while (!is_over) {
        pthread_t thread;
        CHECK_EQ(pthread_create(&thread, NULL, allocates_once, NULL), 0);
        CHECK_EQ(pthread_join(thread, NULL), 0);
    }
    return unused;
}

static void *allocates(void *unused) {
    while (!is_over) {
        recording_allocate(64);
    }
    return unused;
}

static void child_ended(int signal) {
    (void)signal;
    children++;
}

static void scans(int times) {
    for (int i = 0; i < times; i++) {
        errno = 77;
        CHECK_EQ(memscope_scan(), MEMSCOPE_SCAN_COMPLETE);
        CHECK_EQ(errno, 77);
    }
}

/* It waits in the kernel, and no debugger can stop it. */
static void *waits_for_vfork(void *pipe_ends) {
    int *ends = pipe_ends;
    char byte;
    pid_t child = vfork();
    if (child == 0) {
        if (write(ends[1], "v", 1) != 1 || read(ends[2], &byte, 1) != 1) {
            _exit(1);
        }
        _exit(0);
    }
    CHECK_EQ(waitpid(child, NULL, 0), child);
    return NULL;
}

static void while_another_waits_for_vfork(void) {
    int from[2];
    int to[2];
    char byte;
    CHECK(pipe(from) == 0 && pipe(to) == 0);
    int ends[] = {from[0], from[1], to[0]};
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, waits_for_vfork, ends), 0);
    CHECK_EQ(read(from[0], &byte, 1), 1);
    scans(1);
    CHECK_EQ(write(to[1], "g", 1), 1);
    CHECK_EQ(pthread_join(thread, NULL), 0);
}

/* As a debugger does that somebody has attached. */
static void while_another_traces_a_thread(void) {
    int said[2];
    int go[2];
    char byte;
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, sleeps, NULL), 0);
    while (sleeper == 0) {
    }
    pid_t traced = sleeper;
    CHECK(pipe(said) == 0 && pipe(go) == 0);
    pid_t tracer = fork();
    if (tracer == 0) {
        byte = ptrace(PTRACE_SEIZE, traced, NULL, NULL) == 0 ? 's' : 'f';
        if (write(said[1], &byte, 1) != 1 || read(go[0], &byte, 1) != 1) {
            _exit(1);
        }
        _exit(0);
    }
    CHECK_EQ(read(said[0], &byte, 1), 1);
    CHECK_EQ(byte, 's');
    scans(1);
    CHECK_EQ(write(go[1], "g", 1), 1);
    CHECK_EQ(waitpid(tracer, NULL, 0), tracer);
    is_over = true;
    CHECK_EQ(pthread_join(thread, NULL), 0);
}

int main(void) {
    static void *(*const threads[])(void *) = {waits,  waits_for_a_signal, receives,  reads,
                                               sleeps, makes_threads,      allocates, allocates};
    enum { THREADS = sizeof threads / sizeof threads[0] };
    pthread_t ids[THREADS];
    recording_start();
    ms_config.scan_ms = 60000; /* the machine may be busy */
    signal(SIGCHLD, child_ended);
    for (int i = 0; i < THREADS; i++) {
        CHECK_EQ(pthread_create(&ids[i], NULL, threads[i], NULL), 0);
    }
    scans(20);
    is_over = true;
    for (int i = 0; i < THREADS; i++) {
        CHECK_EQ(pthread_join(ids[i], NULL), 0);
    }
    CHECK_EQ(cut_short, 0);
    CHECK_EQ(children, 0);
    CHECK_EQ(waitpid(-1, NULL, 0), -1);
    CHECK_EQ(errno, ECHILD);
    is_over = false;
    sleeper = 0;
    while_another_waits_for_vfork();
    while_another_traces_a_thread();
    return 0;
}
