/* allocates_in_handlers SIGNALS: a timer interrupts mallocs and frees of 112 bytes, and the handler
 * itself allocates 208 bytes and frees them. Which needs an allocator that can be re-entered: run
 * it over preloads/bump_allocator.c, whoever sits in front of it. Prints how many of each were
 * made. */
#include "target.h"

#include <signal.h>
#include <sys/time.h>

static volatile sig_atomic_t handled;

static void handle(int signal) {
    (void)signal;
    void *block = malloc(208);
    free(block);
    handled = handled + 1;
}

int main(int count, char **arguments) {
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
