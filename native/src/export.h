/* Visible to the dynamic loader: hooks, and entry points for foreign callers. Nothing else is. */
#ifndef MEMSCOPE_EXPORT_H
#define MEMSCOPE_EXPORT_H

#include <stddef.h>

#define MS_EXPORT __attribute__((visibility("default")))

/* A hook on the way of every allocation: one function, with all that it calls but MS_SELDOM. */
#define MS_HOT __attribute__((flatten))

/* C23 functions that older headers do not declare. */
MS_EXPORT void free_sized(void *address, size_t size);
MS_EXPORT void free_aligned_sized(void *address, size_t alignment, size_t size);

#endif
