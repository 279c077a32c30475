/* is_sampled MODE: what a program that depends on being left alone does while its memory is being
 * sampled, every few milliseconds.
 *
 * alone    allocates for MS ms in its only thread, and then does what a kernel refuses to a process
 *          with more threads
 * grows    sets marks before and after it has written to 64 MiB in a second thread
 * changes  changes its user and opens its lowest descriptor anew, again and again, beside a thread
 * maps     makes 8,000 mappings and allocates for MS ms beside a thread
 * leaves   ends its first thread; the process ends with the second, with status 0
 * forbids  forbids all of its threads to open files, and goes on for MS ms */
#include "target.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include "memscope/memscope.h"

#define LARGE_BYTES (64UL << 20)
#define AT_LEAST 20000
#define PAGE_BYTES 4096UL
#define PAGES 8000UL

static long milliseconds;

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void allocate_for(long limit_ms) {
    double end = now_ms() + (double)limit_ms;
    while (now_ms() < end) {
        for (int i = 0; i < 1000; i++) {
            void *volatile block = malloc(100);
            free(block);
        }
    }
}

static void *run(void *unused) {
    (void)unused;
    allocate_for(milliseconds);
    return NULL;
}

static pthread_t start(void *(*routine)(void *)) {
    pthread_t thread;
    must(pthread_create(&thread, NULL, routine, NULL) == 0, "a thread");
    return thread;
}

static void alone(void) {
    allocate_for(milliseconds);
    must(unshare(CLONE_THREAD) == 0, "it has one thread");
}

static void mark(const char *name) {
    if (memscope_is_there()) {
        memscope_mark(memscope_label(name, strlen(name)));
    }
}

static void *write_to_large(void *block) {
    memset(block, 1, LARGE_BYTES);
    return NULL;
}

static void grows(void) {
    char *volatile large = malloc(LARGE_BYTES);
    pthread_t thread;
    mark("before");
    allocate_for(milliseconds);
    must(pthread_create(&thread, NULL, write_to_large, large) == 0, "a thread");
    pthread_join(thread, NULL);
    mark("after");
    allocate_for(milliseconds);
}

static pthread_mutex_t until_changed = PTHREAD_MUTEX_INITIALIZER;

static void *wait_until_changed(void *unused) {
    pthread_mutex_lock(&until_changed);
    pthread_mutex_unlock(&until_changed);
    return unused;
}

/* A program that closes its lowest descriptor and opens another file expects that very number. The
 * thread allocates nothing: where the queue grows, its file is open for a moment. */
static void changes(void) {
    pthread_mutex_lock(&until_changed);
    pthread_t thread = start(wait_until_changed);
    double end = now_ms() + (double)milliseconds;
    long opened = 0;
    for (; opened < AT_LEAST || now_ms() < end; opened++) {
        close(STDIN_FILENO);
        must(open("/dev/null", O_RDONLY) == STDIN_FILENO, "the lowest descriptor is free");
        if (opened % 1000 == 0) {
            must(setuid(getuid()) == 0, "setuid");
        }
    }
    pthread_mutex_unlock(&until_changed);
    pthread_join(thread, NULL);
}

/* Every other page is another mapping, because it may be written to. */
static void maps(void) {
    char *pages = mmap(NULL, PAGES * PAGE_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(pages != MAP_FAILED, "mmap");
    for (unsigned long page = 0; page < PAGES; page += 2) {
        char *writable = pages + page * PAGE_BYTES;
        must(mprotect(writable, PAGE_BYTES, PROT_READ | PROT_WRITE) == 0, "mprotect");
        *writable = 1;
    }
    pthread_t thread = start(run);
    allocate_for(milliseconds);
    pthread_join(thread, NULL);
}

static void leaves(void) {
    start(run);
    pthread_exit(NULL);
}

static void forbids(void) {
    static struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_read, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {.len = sizeof filter / sizeof filter[0], .filter = filter};
    pthread_t thread = start(run);
    allocate_for(milliseconds);
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no new privileges");
    must(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0,
         "a filter for all threads");
    allocate_for(milliseconds);
    pthread_join(thread, NULL);
    say("alive\n");
    _exit(0);
}

int main(int count, char **arguments) {
    static const struct {
        const char *name;
        void (*run)(void);
    } modes[] = {{"alone", alone}, {"grows", grows},   {"changes", changes},
                 {"maps", maps},   {"leaves", leaves}, {"forbids", forbids}};
    must(count > 1, "a mode");
    milliseconds = number_argument(count, arguments, 2, 200);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(modes[i].name, arguments[1]) == 0) {
            modes[i].run();
            say("done\n");
            return 0;
        }
    }
    must(false, "a known mode");
    return 99;
}
