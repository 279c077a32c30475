/* Loaded objects by address, without the loader's lock: dl_iterate_phdr in a hook can deadlock with
 * a program that allocates in its callback. glibc tells from 2.35 on (_dl_find_object, "Dynamic
 * Linker Introspection" in its manual); before that the list of mappings is read, once for each
 * address that it did not explain. */
#ifndef MEMSCOPE_OBJECT_H
#define MEMSCOPE_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

struct ms_object {
    uint64_t start; /* of the mapping that was asked for: of all of them, as a rule */
    uint64_t end;
    uint64_t bias;           /* address in the file = address in memory - bias */
    const void *eh_frame;    /* its mapped .eh_frame_hdr; NULL: none */
    const char *name;        /* as the loader has it; "": the program itself */
    const void *loader_name; /* what the loader knows it by, to be compared only; may be NULL */
};

bool ms_objects_start(void);

/* What the loader offers for it, found by name when the real functions are looked for: a reference
 * would be a version that an older libc does not have. NULL: this one has none. */
extern void *ms_object_of_loader;

/* False: the address is in no object. Any thread, inside malloc; without the loader's help it takes
 * the lock (and answers false once seccomp was entered). */
bool ms_object_of(uint64_t pc, struct ms_object *found);

#endif
