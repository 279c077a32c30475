/* jumps_out_of_handlers JUMPS: a timer interrupts mallocs and frees, and its handler leaves them by
 * siglongjmp, wherever they are. Afterwards 1,000 blocks of 909 bytes are allocated and kept: a
 * thread that was jumped out of a hook must still be seen. Needs an allocator that keeps no lock:
 * run it over preloads/bump_allocator.c. */
#include "target.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>

static sigjmp_buf before;
static volatile sig_atomic_t jumped;

static void jump(int signal) {
    (void)signal;
    jumped = jumped + 1;
    siglongjmp(before, 1);
}

static void allocate_for_ever(void) {
    for (;;) {
        free(malloc(112));
    }
}

int main(int count, char **arguments) {
    long jumps = number_argument(count, arguments, 1, 2000);
    struct sigaction action = {.sa_handler = jump};
    must(sigaction(SIGALRM, &action, NULL) == 0, "sigaction");
    sigsetjmp(before, 1);
    if (jumped < jumps) {
        struct itimerval soon = {.it_value = {.tv_usec = 30 + jumped % 40}};
        must(setitimer(ITIMER_REAL, &soon, NULL) == 0, "setitimer");
        allocate_for_ever();
    }
    for (int i = 0; i < 1000; i++) {
        void *volatile kept = malloc(909);
        must(kept != NULL, "malloc");
    }
    say("jumped %ld\n", (long)jumped);
    return 0;
}
