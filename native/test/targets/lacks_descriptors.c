/* lacks_descriptors: allocates and frees, then as much again while no file can be opened, because
 * all descriptors are in use, then once more; and leaves ten blocks of 7919 bytes at the end. */
#include "target.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { DESCRIPTORS = 64, PAIRS = 100000, KEPT = 10 };

static void allocate_and_free(void) {
    for (int i = 0; i < PAIRS; i++) {
        free(malloc(30));
    }
}

int main(void) {
    struct rlimit limit = {DESCRIPTORS, DESCRIPTORS};
    must(setrlimit(RLIMIT_NOFILE, &limit) == 0, "a limit");
    allocate_and_free();
    int files[DESCRIPTORS];
    int count = 0;
    while ((files[count] = open("/dev/null", O_RDONLY)) >= 0) {
        count++;
    }
    allocate_and_free();
    while (count > 0) {
        close(files[--count]);
    }
    allocate_and_free();
    for (int i = 0; i < KEPT; i++) {
        must(malloc(7919) != NULL, "malloc");
    }
    return 0;
}
