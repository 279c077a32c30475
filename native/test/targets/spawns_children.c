/* Starts itself again in each way a program may: fork and exec, vfork and exec, posix_spawn,
 * system, popen. A child is told its number n and keeps one block of 5,000 + n bytes. Before its
 * exec the vforked child keeps a block of 4,999 bytes in its parent's memory. */
#include "target.h"

#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

static void expect_end(pid_t child, const char *how) {
    int status;
    must(waitpid(child, &status, 0) == child && status == 0, how);
}

int main(int count, char **arguments) {
    char *self = arguments[0];
    if (count > 1) {
        void *volatile kept = malloc(5000 + (size_t)number_argument(count, arguments, 1, 0));
        must(kept != NULL, "malloc");
        say("child %s\n", arguments[1]);
        return 0;
    }
    pid_t child = fork();
    if (child == 0) {
        execl(self, self, "1", (char *)NULL);
        _exit(1);
    }
    expect_end(child, "fork and exec");
    child = vfork();
    if (child == 0) {
        void *volatile kept = malloc(4999);
        must(kept != NULL, "malloc after vfork");
        execl(self, self, "2", (char *)NULL);
        _exit(1);
    }
    expect_end(child, "vfork and exec");
    char *spawned[] = {self, (char[]){"3"}, NULL};
    must(posix_spawn(&child, self, NULL, NULL, spawned, environ) == 0, "posix_spawn");
    expect_end(child, "posix_spawn");
    char command[4096];
    snprintf(command, sizeof command, "exec '%s' 4", self);
    must(system(command) == 0, "system");
    snprintf(command, sizeof command, "exec '%s' 5", self);
    FILE *pipe = popen(command, "r");
    must(pipe != NULL, "popen");
    char line[64];
    must(fgets(line, sizeof line, pipe) != NULL, "a child's line");
    must(pclose(pipe) == 0, "pclose");
    say("%sparent\n", line);
    return 0;
}
