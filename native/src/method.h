/* Java methods: which have been seen in stacks, and under which id. Numbered in hooks, named later
 * by a thread of the JVM: a name can only be asked for where Java could run. */
#ifndef MEMSCOPE_METHOD_H
#define MEMSCOPE_METHOD_H

#include <stdbool.h>
#include <stdint.h>

/* What a method is known by: its jmethodID, or where it has none yet its Method*, marked. A
 * jmethodID is never used again for another method; a Method* may be, after its class was unloaded.
 */
static inline uintptr_t ms_method_key_of_pointer(uintptr_t method) {
    return method | 1;
}

static inline uintptr_t ms_method_pointer_of_key(uintptr_t key) {
    return key & ~(uintptr_t)1;
}

static inline bool ms_method_key_is_pointer(uintptr_t key) {
    return (key & 1) != 0;
}

/* Makes the table, if there is none yet. False: no memory. */
bool ms_methods_start(void);

/* The id of the method, counted from 1. 0: the table is full (262,144 methods), or there is no
 * memory. Takes the lock for a method never seen. Any thread, inside malloc. */
uint32_t ms_method_id(uintptr_t key);

/* The same where the lock is held already. */
uint32_t ms_method_id_locked(uintptr_t key);

/* From here on `key` also means the method `id`, whatever it meant before. A jmethodID is what the
 * method is known by from then on. */
void ms_method_add_key(uintptr_t key, uint32_t id);
void ms_method_add_key_locked(uintptr_t key, uint32_t id);

/* A method that has just come to be: `method` (its Method*) may be where one lay that was unloaded,
 * and means this one now. True: it did mean another one. Without the lock. */
bool ms_method_replaces(uintptr_t method, uintptr_t method_id);

/* The key under which `id` was given out. False: it was not yet. */
bool ms_method_key(uint32_t id, uintptr_t *key);

/* Hands the first method that has no name yet to one caller, to name it. False: all are named, or
 * being named. */
bool ms_method_take_unnamed(uint32_t *id, uintptr_t *key);

/* Sleeps until there may be a method to name, or ms_method_wake is called. One thread only, after
 * ms_methods_start. */
void ms_method_wait(void);
void ms_method_wake(void);

struct ms_method_names {
    bool native;
    const char *class_name; /* not terminated: class_length bytes */
    uint32_t class_length;
    const char *name;
    const char *signature;
    const char *file; /* may be empty */
};

/* Writes the METHOD definition. Takes the lock, so nothing of the names may depend on it. */
void ms_method_define(uint32_t id, const struct ms_method_names *names);

struct ms_method_line {
    uint32_t index; /* of a bytecode, ascending */
    uint32_t line;
};

/* Writes LINES definitions, in parts where the table is long. */
void ms_method_define_lines(uint32_t id, const struct ms_method_line *lines, uint32_t count);

#endif
