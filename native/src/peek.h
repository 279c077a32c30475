/* Reads memory that may not be there. */
#ifndef MEMSCOPE_PEEK_H
#define MEMSCOPE_PEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel copies; false: not all of it can be read, or a sandbox forbids the call. A
 * microsecond. Any thread, inside malloc. */
bool ms_peek(uintptr_t address, void *to, size_t length);

/* A pointer at `address`, that may be one to a structure: aligned, not among the first pages, and
 * of a user's address space. */
bool ms_peek_pointer(uintptr_t address, uintptr_t *pointer);

#endif
