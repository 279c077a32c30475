/* Looks symbols up in loaded objects by reading their own tables: our exported dlsym stands in front
 * of the real one, and a look-up that fails through the real one would allocate and leave a message
 * for the program's next dlerror(). Allocates nothing. Any thread, before constructors. */
#ifndef MEMSCOPE_ELF_H
#define MEMSCOPE_ELF_H

#include <link.h>
#include <stddef.h>

/* The address of the default version of `name` that the object defines, or NULL. */
void *ms_elf_symbol(const struct dl_phdr_info *object, const char *name);

#endif
