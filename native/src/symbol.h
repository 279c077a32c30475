/* Looks symbols up in loaded objects by reading their own tables: our exported dlsym stands in
 * front of the real one, and a look-up that fails through the real one would allocate and leave a
 * message for the program's next dlerror(). Allocates nothing. Any thread, before constructors. */
#ifndef MEMSCOPE_SYMBOL_H
#define MEMSCOPE_SYMBOL_H

/* Users define _GNU_SOURCE: without it <link.h> has no dl_phdr_info. */
#include <link.h>
#include <stddef.h>

/* The address of the default version of `name` that the object defines, or NULL. */
void *ms_symbol_find(const struct dl_phdr_info *object, const char *name);

#endif
