/* The kernel's files about this process and this host, as text. Nothing is allocated and no
 * descriptor is kept. Any thread that may make system calls, inside malloc. */
#ifndef MEMSCOPE_PROC_TEXT_H
#define MEMSCOPE_PROC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A whole file, ended by NUL; what does not fit is left out. The length; 0: it cannot be read. */
size_t ms_proc_read(const char *path, char *to, size_t room);

/* The number that the text begins with, blanks before it passed over, and where it goes on. False:
 * there is none. */
bool ms_proc_number(const char **text, uint64_t *value);

/* The same in base 16, without blanks. */
bool ms_proc_hex(const char **text, uint64_t *value);

/* The number behind `name`, which is at the start of a line. False: there is none. */
bool ms_proc_field(const char *text, const char *name, uint64_t *value);

/* The same for a file that holds a number and nothing else; one that says "max" has none. */
bool ms_proc_single(const char *path, uint64_t *value);

/* A file line by line. Longer lines than there is room for come in parts. */
#define MS_PROC_LINES_BYTES 8192
struct ms_proc_lines {
    long file;
    size_t at;
    size_t filled;
    char bytes[MS_PROC_LINES_BYTES];
};

bool ms_proc_lines_open(struct ms_proc_lines *lines, const char *path);

/* The next line, without its end, valid until the next call; NULL: there is none, and the file is
 * closed. */
char *ms_proc_line(struct ms_proc_lines *lines);

#endif
