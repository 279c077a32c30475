/* Goes down through functions whose frames differ in all the ways that compilers know, and at the
 * bottom compares the walk with that of libgcc's unwinder: once afresh, and once going on from
 * whatever the walk before has left. All of it with objects that the loader tells of, and with
 * those of the list of mappings. */
#define _GNU_SOURCE
#include "check.h"

#include <alloca.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hash.h"
#include "module.h"
#include "object.h"
#include "process.h"
#include "real.h"
#include "thread.h"
#include "unwind.h"
#include "walk.h"

#define ROUNDS 20000
#define DEEPEST 60

static struct ms_stack_image afresh;
static struct ms_stack_image going_on;
static struct ms_fresh fresh;
static uint64_t random_state = 88172645463325252ULL;
static uint64_t spliced;

/* Xorshift (Marsaglia, 2003): the same sequence in every run. */
static uint64_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static void expect(const struct ms_stack_image *image, void *const *expected, int count) {
    CHECK_EQ(image->count, count);
    for (int i = 0; i < count; i++) {
        CHECK_EQ(image->frames[image->count - 1 - (uint32_t)i].pc, (uintptr_t)expected[i]);
    }
    CHECK((image->flags & MS_STACK_REACHED_ENTRY) != 0);
    CHECK(image->is_whole);
}

/* Stands where a hook would. */
__attribute__((noinline, optimize("no-omit-frame-pointer"))) static void compare(void) {
    void *expected[MS_STACK_MAX];
    int count = backtrace(expected, MS_STACK_MAX);
    struct ms_walk_limits limits = {.depth = MS_STACK_MAX, .afresh = true};
    afresh.is_whole = false;
    ms_walk_stack(&afresh, MS_FRAME, &limits, &fresh);
    expect(&afresh, expected + 1, count - 1);
    limits.afresh = false;
    ms_walk_stack(&going_on, MS_FRAME, &limits, &fresh);
    expect(&going_on, expected + 1, count - 1);
    CHECK_EQ(ms_image_hash(&going_on), ms_image_hash(&afresh));
    spliced += fresh.count < going_on.count;
}

static void descend(unsigned depth);

/* What follows a call keeps it from being a jump. */
#define AFTER_CALL __asm__ volatile("" ::: "memory")

/* As far as the compiler can tell. */
#define USE(pointer) __asm__ volatile("" ::"r"(pointer) : "memory")

__attribute__((noinline)) static void plain(unsigned depth) {
    descend(depth);
    AFTER_CALL;
}

__attribute__((noinline, optimize("no-omit-frame-pointer"))) static void kept(unsigned depth) {
    descend(depth);
    AFTER_CALL;
}

/* A frame of a size that is known only when it runs. */
__attribute__((noinline)) static void variable(unsigned depth) {
    char *bytes = alloca(16 + next_random() % 2000);
    USE(bytes);
    descend(depth);
    AFTER_CALL;
}

/* A frame that starts where it likes. */
__attribute__((noinline)) static void aligned(unsigned depth) {
    _Alignas(256) char bytes[512];
    USE(bytes);
    descend(depth);
    AFTER_CALL;
}

__attribute__((noinline)) static void aligned_and_variable(unsigned depth) {
    _Alignas(64) char bytes[64];
    char *more = alloca(16 + next_random() % 200);
    USE(bytes);
    USE(more);
    descend(depth);
    AFTER_CALL;
}

/* Many values that live on behind the call: every register is saved, the frame pointer for data. */
__attribute__((noinline)) static uint64_t busy(unsigned depth) {
    uint64_t a = next_random(), b = next_random(), c = next_random(), d = next_random();
    uint64_t e = next_random(), f = next_random(), g = next_random();
    __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f));
    descend(depth);
    __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f));
    return a ^ b ^ c ^ d ^ e ^ f ^ g;
}

static unsigned passed_depth;

static int by_way_of(const void *left, const void *right) {
    (void)left;
    (void)right;
    unsigned depth = passed_depth;
    passed_depth = 0;
    if (depth > 0) {
        descend(depth);
    }
    AFTER_CALL;
    return 0;
}

/* Through the C library. */
__attribute__((noinline)) static void library(unsigned depth) {
    int two[2] = {1, 2};
    passed_depth = depth;
    qsort(two, 2, sizeof two[0], by_way_of);
    AFTER_CALL;
}

static void on_signal(int number) {
    (void)number;
    unsigned depth = passed_depth;
    passed_depth = 0;
    descend(depth);
    AFTER_CALL;
}

/* Through the kernel, in a function that needs its frame pointer to find its caller. */
__attribute__((noinline)) static void signalled(unsigned depth) {
    char *bytes = alloca(16 + next_random() % 200);
    USE(bytes);
    passed_depth = depth;
    pid_t process = getpid();
    pid_t thread = gettid();
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(SYS_tgkill), "D"(process), "S"(thread), "d"(SIGUSR1)
                     : "rcx", "r11", "memory");
    CHECK_EQ(result, 0);
}

__attribute__((noinline)) static void descend(unsigned depth) {
    if (depth <= 1) {
        compare();
        AFTER_CALL;
        return;
    }
    switch (next_random() % 16) {
    case 0:
    case 1:
        variable(depth - 1);
        break;
    case 2:
        aligned(depth - 1);
        break;
    case 3:
        aligned_and_variable(depth - 1);
        break;
    case 4:
    case 5:
        busy(depth - 1);
        break;
    case 6:
        library(depth - 1);
        break;
    case 7:
        signalled(depth - 1);
        break;
    case 8:
    case 9:
    case 10:
        kept(depth - 1);
        break;
    default:
        plain(depth - 1);
    }
    AFTER_CALL;
}

/* Leaves the outer part of the stack as it is, as a program does between two allocations. */
__attribute__((noinline)) static void stay_a_while(unsigned depth) {
    if (depth > 0) {
        stay_a_while(depth - 1);
        AFTER_CALL;
        return;
    }
    for (int i = 0; i < 50; i++) {
        descend(1 + (unsigned)(next_random() % 8));
    }
    AFTER_CALL;
}

static void *run(void *unused) {
    (void)unused;
    ms_thread_find_stack();
    for (int round = 0; round < ROUNDS / 100; round++) {
        for (int i = 0; i < 50; i++) {
            descend(1 + (unsigned)(next_random() % DEEPEST));
        }
        stay_a_while((unsigned)(next_random() % DEEPEST));
    }
    return NULL;
}

static void walk_in_a_thread(void) {
    spliced = 0;
    CHECK(ms_modules_start() && ms_unwind_start());
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, run, NULL), 0);
    pthread_join(thread, NULL);
    CHECK(spliced > ROUNDS / 3);
}

int main(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_NODEFER};
    sigaction(SIGUSR1, &action, NULL);
    CHECK(ms_process_map());
    ms_real_find();
    walk_in_a_thread();
    ms_object_of_loader = NULL;
    walk_in_a_thread();
    return 0;
}
