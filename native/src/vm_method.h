/* What lies behind a Method*, the JVM's own structure of a method. */
#ifndef MEMSCOPE_VM_METHOD_H
#define MEMSCOPE_VM_METHOD_H

#include <stdbool.h>
#include <stdint.h>

struct ms_vm_method {
    uintptr_t method_id;  /* its jmethodID; 0: it has none yet, or none that can be trusted */
    uintptr_t code_start; /* of its bytecode */
    uint32_t code_bytes;  /* 0: a native or abstract method */
};

/* What jmethodIDs are is found out by one that the JVM has given us. True: each points at its
 * Method*; then one that is read is trusted only if it does. Before this was called none is. */
bool ms_vm_method_learn_ids(uintptr_t method_id);

/* False: this is no method. The address may be anything (an interpreted frame that was none): the
 * kernel copies what is there, which costs a microsecond. Any thread, inside malloc, with the lock
 * or without; after ms_vm is filled. */
bool ms_vm_method_read(uintptr_t method, struct ms_vm_method *found);

#endif
