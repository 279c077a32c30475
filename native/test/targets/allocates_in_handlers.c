/* allocates_in_handlers SIGNALS: a timer interrupts mallocs and frees of 112 bytes, and the handler
 * itself allocates 208 bytes and frees them, except where it interrupts the allocator: there no
 * handler may call it. preloads/bump_allocator.c tells where that is: run it over that, whoever
 * sits in front of it. Prints how many of each were made. */
#include "target.h"

#include <signal.h>
#include <sys/time.h>

extern volatile int bump_allocator_entered __attribute__((weak));

static volatile sig_atomic_t handled;

static void handle(int signal) {
    (void)signal;
    if (bump_allocator_entered != 0) {
        return;
    }
    void *block = malloc(208);
    free(block);
    handled = handled + 1;
}

int main(int count, char **arguments) {
    must(&bump_allocator_entered != NULL, "runs over the bump allocator");
    long signals = number_argument(count, arguments, 1, 2000);
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    must(sigaction(SIGALRM, &action, NULL) == 0, "sigaction");
    struct itimerval often = {.it_interval = {.tv_usec = 50}, .it_value = {.tv_usec = 50}};
    must(setitimer(ITIMER_REAL, &often, NULL) == 0, "setitimer");
    long pairs = 0;
    for (; handled < signals; pairs++) {
        void *block = malloc(112);
        must(block != NULL, "malloc");
        free(block);
    }
    struct itimerval never = {0};
    must(setitimer(ITIMER_REAL, &never, NULL) == 0, "setitimer");
    say("pairs %ld handled %ld\n", pairs, (long)handled);
    return 0;
}
