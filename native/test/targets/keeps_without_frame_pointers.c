/* Built without frame pointers. Keeps one block from each of some calls that make a stack hard to
 * follow; the size of the block tells which one it is. */
#include <alloca.h>
#include <pthread.h>
#include <signal.h>

#include "target.h"

/* What follows a call keeps it from being a jump, so that each function is a frame. */
#define AFTER_CALL() __asm__ volatile("" ::: "memory")
#define APART __attribute__((noinline, noclone))

static void *kept[8];

APART static void keep(size_t size, int at) {
    kept[at] = malloc(size);
    AFTER_CALL();
}

/* A frame whose size only the program knows: it is found by a register of its own. */
APART static void with_a_variable_frame(size_t size, int at, int more) {
    char *room = alloca((size_t)more);
    memset(room, at, (size_t)more);
    keep(size, at);
    AFTER_CALL();
    must(room[more - 1] == at, "room stays");
}

APART static void with_a_large_frame(size_t size, int at, int more) {
    volatile char room[20000];
    room[more] = 1;
    with_a_variable_frame(size, at, more + room[more]);
    AFTER_CALL();
}

/* More arguments than registers: some are pushed around the call. */
APART static long with_many_arguments(long a, long b, long c, long d, long e, long f, long g,
                                      long h) {
    with_a_large_frame((size_t)(a + b), (int)c, (int)(d + e));
    AFTER_CALL();
    return f * g * h;
}

APART static int kept_while_comparing(const void *left, const void *right) {
    if (kept[1] == NULL) {
        keep(1103, 1);
    }
    return *(const int *)left - *(const int *)right;
}

APART static void sorts(void) {
    int numbers[] = {3, 1, 2};
    qsort(numbers, 3, sizeof *numbers, kept_while_comparing);
    AFTER_CALL();
}

APART static void handle(int signal) {
    (void)signal;
    keep(1105, 2);
    AFTER_CALL();
}

APART static void is_interrupted(void) {
    raise(SIGUSR1);
    AFTER_CALL();
}

/* Behind its last call there is nothing of it: the return address is the next function's. */
APART __attribute__((noreturn)) static void never_returns(void) {
    keep(1107, 3);
    pthread_exit(NULL);
}

APART static void *starts_what_never_returns(void *argument) {
    (void)argument;
    never_returns();
}

APART static void recurses(int calls) {
    if (calls == 0) {
        keep(1109, 4);
    } else {
        recurses(calls - 1);
    }
    AFTER_CALL();
}

int main(void) {
    with_many_arguments(1000, 101, 0, 20, 11, 1, 2, 3);
    sorts();
    struct sigaction action = {.sa_handler = handle};
    sigaction(SIGUSR1, &action, NULL);
    is_interrupted();
    pthread_t thread;
    must(pthread_create(&thread, NULL, starts_what_never_returns, NULL) == 0, "a thread starts");
    pthread_join(thread, NULL);
    recurses(100);
    for (int i = 0; i < 5; i++) {
        must(kept[i] != NULL, "a block is kept");
    }
    say("done\n");
    return 0;
}
