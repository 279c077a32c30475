/* closes_all_descriptors FILE PAIRS: closes every descriptor from 3 on as a daemon does, opens
 * FILE, which gets the lowest number, allocates PAIRS pairs (so that a recorder has to grow),
 * closes everything once more, and writes to FILE what it believes that it wrote. With a third
 * argument it does so as a daemon: forked, in a session of its own; the child frees what its parent
 * allocated. */
#include "target.h"

#include <fcntl.h>
#include <sys/wait.h>

static void close_all(void) {
    for (int descriptor = 3; descriptor < 1024; descriptor++) {
        close(descriptor);
    }
}

static void allocate(long pairs) {
    for (long i = 0; i < pairs; i++) {
        void *block = malloc(80);
        must(block != NULL, "malloc");
        free(block);
    }
}

int main(int count, char **arguments) {
    must(count >= 3, "a file and a number");
    long pairs = number_argument(count, arguments, 2, 100000);
    if (count > 3) {
        void *inherited = malloc(6003);
        must(inherited != NULL, "malloc");
        pid_t child = fork();
        must(child >= 0, "fork");
        if (child != 0) {
            int status;
            must(waitpid(child, &status, 0) == child && status == 0, "the daemon ends well");
            return 0;
        }
        must(setsid() > 0, "setsid");
        free(inherited);
    }
    close_all();
    int file = open(arguments[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    say("descriptor %d\n", file);
    must(write(file, "one\n", 4) == 4, "write");
    allocate(pairs);
    must(write(file, "two\n", 4) == 4, "write");
    close_all();
    file = open(arguments[1], O_WRONLY | O_APPEND);
    say("descriptor %d\n", file);
    allocate(pairs);
    must(write(file, "three\n", 6) == 6, "write");
    void *volatile kept = malloc(6007);
    must(kept != NULL, "malloc");
    return 0;
}
