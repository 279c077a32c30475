/* handles_signals_inside_its_stack: the signal stack is an array of main's frame, so it lies above
 * the frames that a signal interrupts and yet inside the thread's own stack; the handler allocates.
 * Needs an allocator that a handler may call. */
#include "target.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>

enum { PAIRS = 1000000, STACK_BYTES = 65536, INTERVAL_US = 300 };

static volatile sig_atomic_t handled;

static void handle(int signal_number) {
    (void)signal_number;
    handled = 1;
    free(malloc(40));
}

__attribute__((noinline)) static void allocate_and_free(void) {
    for (int i = 0; i < PAIRS; i++) {
        free(malloc(16));
    }
}

int main(void) {
    char memory[STACK_BYTES];
    stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory};
    must(sigaltstack(&stack, NULL) == 0, "a signal stack");
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK | SA_RESTART};
    must(sigaction(SIGALRM, &action, NULL) == 0, "a handler");
    struct itimerval interval = {{0, INTERVAL_US}, {0, INTERVAL_US}};
    must(setitimer(ITIMER_REAL, &interval, NULL) == 0, "a timer");
    while (!handled) {
        allocate_and_free();
    }
    say("handled\n");
    return 0;
}
