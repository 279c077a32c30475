#include "proc_text.h"

#include <errno.h>
#include <fcntl.h>

#include "syscall.h"
#include "text.h"

static long open_to_read(const char *path) {
    return MS_SYSCALL4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
}

static size_t read_some(long file, char *to, size_t room) {
    long length;
    do {
        length = MS_SYSCALL3(SYS_read, file, to, room);
    } while (length == -EINTR);
    return ms_failed(length) ? 0 : (size_t)length;
}

size_t ms_proc_read(const char *path, char *to, size_t room) {
    size_t filled = 0;
    size_t more = 1;
    long file = open_to_read(path);
    if (!ms_failed(file)) {
        while (more != 0 && filled + 1 < room) {
            more = read_some(file, to + filled, room - 1 - filled);
            filled += more;
        }
        MS_SYSCALL1(SYS_close, file);
    }
    to[filled] = '\0';
    return filled;
}

bool ms_proc_number(const char **text, uint64_t *value) {
    const char *at = *text;
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    const char *first = at;
    uint64_t number = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        number = number * 10 + (uint64_t)(*at - '0');
    }
    if (at == first) {
        return false;
    }
    *text = at;
    *value = number;
    return true;
}

bool ms_proc_hex(const char **text, uint64_t *value) {
    const char *at = *text;
    uint64_t number = 0;
    for (;; at++) {
        bool is_digit = *at >= '0' && *at <= '9';
        if (!is_digit && !(*at >= 'a' && *at <= 'f')) {
            break;
        }
        number = number << 4 | (uint64_t)(is_digit ? *at - '0' : *at - 'a' + 10);
    }
    if (at == *text) {
        return false;
    }
    *text = at;
    *value = number;
    return true;
}

bool ms_proc_field(const char *text, const char *name, uint64_t *value) {
    while (*text != '\0') {
        if (ms_text_starts(text, name)) {
            text += ms_text_length(name);
            return ms_proc_number(&text, value);
        }
        while (*text != '\0' && *text++ != '\n') {
        }
    }
    return false;
}

bool ms_proc_single(const char *path, uint64_t *value) {
    char text[32];
    const char *at = text;
    return ms_proc_read(path, text, sizeof text) != 0 && ms_proc_number(&at, value);
}

bool ms_proc_lines_open(struct ms_proc_lines *lines, const char *path) {
    lines->file = open_to_read(path);
    lines->at = lines->filled = 0;
    return !ms_failed(lines->file);
}

/* What is left goes to the front, and as much behind it as there is. */
static bool fill(struct ms_proc_lines *lines) {
    size_t left = lines->filled - lines->at;
    for (size_t i = 0; i < left; i++) {
        lines->bytes[i] = lines->bytes[lines->at + i];
    }
    size_t more = read_some(lines->file, lines->bytes + left, MS_PROC_LINES_BYTES - 1 - left);
    lines->at = 0;
    lines->filled = left + more;
    return more != 0;
}

char *ms_proc_line(struct ms_proc_lines *lines) {
    if (ms_failed(lines->file)) {
        return NULL;
    }
    size_t end = lines->at;
    for (;;) {
        while (end < lines->filled && lines->bytes[end] != '\n') {
            end++;
        }
        if (end < lines->filled || lines->filled - lines->at == MS_PROC_LINES_BYTES - 1) {
            break;
        }
        end -= lines->at;
        if (!fill(lines)) {
            break;
        }
    }
    if (end == lines->at && lines->filled == lines->at) {
        MS_SYSCALL1(SYS_close, lines->file);
        lines->file = -1;
        return NULL;
    }
    char *line = lines->bytes + lines->at;
    lines->bytes[end] = '\0';
    lines->at = end < lines->filled ? end + 1 : end;
    return line;
}
