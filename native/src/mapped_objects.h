/* Loaded objects, as /proc/self/maps tells of them. */
#ifndef MEMSCOPE_MAPPED_OBJECTS_H
#define MEMSCOPE_MAPPED_OBJECTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "object.h"

/* The list is made when it is first asked for. False: there is no memory for it. */
bool ms_mapped_objects_start(void);

/* As ms_object_of. Reads the list again for an address that it does not explain, unless it did not
 * explain it before and nothing was loaded or unloaded since; and after each unloading. */
bool ms_mapped_object_of(uint64_t pc, struct ms_object *found);

/* How often the program was about to load something, or has unloaded something: tail_jump.S and
 * ms_module_unloaded count. */
extern _Atomic uint32_t ms_object_changes;

#endif
