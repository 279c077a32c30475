/* Loaded objects: which one an address of code is in, with the id under which it is defined. */
#ifndef MEMSCOPE_MODULE_H
#define MEMSCOPE_MODULE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "stack_table.h"

struct ms_module {
    uint64_t start; /* of the whole mapping */
    uint64_t end;
    uint64_t code_start; /* of its executable segments; equal when not known */
    uint64_t code_end;
    uint64_t bias;           /* address in the file = address in memory - bias */
    const void *loader_name; /* what the loader knows it by */
    uint64_t identity;       /* of path and build id */
    uint32_t id;
    _Atomic uint32_t epoch; /* when it was last seen to be the same */
};

bool ms_modules_start(void);

/* Counts objects unloaded: what is known of an address must be looked at again when it has changed.
 */
uint32_t ms_module_epoch(void);
void ms_module_unloaded(void);

/* Counts whatever may let an address mean other code: objects and classes unloaded. */
extern _Atomic uint32_t ms_module_changes;

/* Counts objects that took the place of another one: an address means another function since. */
uint32_t ms_module_replaced(void);

/* The module that `pc` lies in, defined in the queue; NULL when there is none (JIT code) or no more
 * can be kept. Takes the lock; uses the loader's lock-free look-up, so it cannot wait for a program
 * that holds the loader's lock. Any thread, inside malloc. */
const struct ms_module *ms_module_of(uint64_t pc);

/* A native frame as it is written: module and offset, or the pc alone. Takes the lock for a module
 * never seen. Any thread, inside malloc. */
struct ms_frame_place ms_module_frame(uint64_t pc);

/* True when `pc` is behind a call instruction in a module's code, as a return address must be. */
bool ms_module_is_return_address(uint64_t pc);

#endif
