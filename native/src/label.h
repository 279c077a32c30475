/* Names that the program gives: each is defined once and then known by a number. */
#ifndef MEMSCOPE_LABEL_H
#define MEMSCOPE_LABEL_H

#include <stddef.h>
#include <stdint.h>

/* How many of the bytes are kept of a name: up to MEMSCOPE_NAME_MAX, and no half character of
 * UTF-8. */
size_t ms_label_kept(const char *text, size_t length);

/* The id, from 1, of these bytes; its definition has been published. 0: no room, no space, or
 * seccomp was entered. Without the lock for a known one. Any thread that may take the lock. */
uint32_t ms_label_id(const char *text, size_t length);

/* How many there are. */
uint32_t ms_label_count(void);

#endif
