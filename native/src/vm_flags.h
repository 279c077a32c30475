/* The JVM's own flags, as it was started with them. */
#ifndef MEMSCOPE_VM_FLAGS_H
#define MEMSCOPE_VM_FLAGS_H

#include <stdbool.h>
#include <stddef.h>

/* The value of a flag that is a text, as much of it as there is room for. False: this JVM has none,
 * or does not describe its flags. */
bool ms_vm_flag_text(const char *name, char *to, size_t room);

#endif
