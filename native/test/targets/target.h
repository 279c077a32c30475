#ifndef MEMSCOPE_TEST_TARGET_H
#define MEMSCOPE_TEST_TARGET_H

/* What the target programs share. They speak through write(2), not stdio: stdio allocates buffers
 * of its own, and a test counts every block of a target. */

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes one formatted piece of at most 1,023 bytes to standard output. */
__attribute__((format(printf, 1, 2))) static inline void say(const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (int written = 0; written < length;) {
        ssize_t now = write(STDOUT_FILENO, text + written, (size_t)(length - written));
        if (now <= 0) {
            _exit(99);
        }
        written += (int)now;
    }
}

/* Ends the target with status 99 when something that its test relies on does not hold. */
static inline void must(bool holds, const char *what) {
    if (!holds) {
        say("does not hold: %s\n", what);
        _exit(99);
    }
}

/* The number given as argument `index`, or `otherwise` when there are fewer. */
static inline long number_argument(int count, char **arguments, int index, long otherwise) {
    return index < count ? strtol(arguments[index], NULL, 10) : otherwise;
}

#endif
