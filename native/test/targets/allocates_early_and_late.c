/* Blocks from before main (pre-initialisation, constructor) and after it (atexit, destructor). */
#include "target.h"

static void *early;

static void before_constructors(void) {
    early = malloc(8009);
}

__attribute__((section(".preinit_array"), used)) static void (*preinit)(void) = before_constructors;

static void at_exit(void) {
    void *volatile kept = malloc(8017);
    must(kept != NULL, "malloc at exit");
}

__attribute__((constructor(101))) static void construct(void) {
    void *volatile kept = malloc(8011);
    must(kept != NULL, "malloc in a constructor");
    atexit(at_exit);
}

__attribute__((destructor(101))) static void destruct(void) {
    free(early);
    void *volatile kept = malloc(8039);
    must(kept != NULL, "malloc in a destructor");
    say("destructed\n");
}

int main(void) {
    say("main\n");
    return 5;
}
