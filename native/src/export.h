/* Visible to the dynamic loader: hooks, and entry points for foreign callers. Nothing else is. */
#ifndef MEMSCOPE_EXPORT_H
#define MEMSCOPE_EXPORT_H

#include <stddef.h>

#define MS_EXPORT __attribute__((visibility("default")))

/* C23 functions that older headers do not declare. */
MS_EXPORT void free_sized(void *address, size_t size);
MS_EXPORT void free_aligned_sized(void *address, size_t alignment, size_t size);

#endif
