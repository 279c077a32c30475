/* Writes events into the calling thread's lane. Each function is called between ms_enter and
 * ms_leave by the thread itself, inside malloc or in a signal handler alike; none allocates or
 * changes errno. */
#ifndef MEMSCOPE_RECORDER_H
#define MEMSCOPE_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"
#include "stack.h"

/* Makes room now, so that a call which is stamped at its start and its end needs none in between.
 */
void ms_recorder_prepare(ms_frame hook);

/* The same before a block is given back by a call with two stamps: the first of them. */
uint64_t ms_recorder_release(ms_frame hook, uint64_t address);

/* After the real call. */
void ms_record_allocated(ms_frame hook, enum ms_function function, uint64_t address,
                         uint64_t size_bytes);

/* Before the real call: once freed, the address may be handed to another thread, whose record must
 * not come first. */
void ms_record_freed(ms_frame hook, enum ms_free_function function, uint64_t address);

/* The same for a realloc that turned out to be a free, with what was asked and the stamp that was
 * taken before it. */
void ms_record_freed_at(ms_frame hook, enum ms_free_function function, uint64_t address,
                        bool may_have_passport, uint64_t ticks);

/* A call that gives memory back and hands some out, recorded after it succeeded with the stamp that
 * was taken before it: the fields between `duration` and the last, which is the stack (or only its
 * caller).
 */
struct ms_exchange {
    enum ms_event event;
    unsigned variant;
    uint64_t start_ticks;
    bool caller_only;
    unsigned count;
    struct {
        uint64_t value;
        bool is_address;
    } fields[5];
};
void ms_record_exchange(ms_frame hook, const struct ms_exchange *exchange);

/* Why the program's threads stood still. */
enum ms_pause { MS_PAUSE_COLLECTION = 1 };

/* At the end of a pause that began at `start_ticks`. */
void ms_record_paused(ms_frame hook, uint64_t start_ticks, enum ms_pause kind);

/* What the program tells us, by an event that has a length: its fields behind `time`, in order. */
#define MS_TELLING_MOST 11
#define MS_NO_STACK MS_TELLING_MOST
struct ms_telling {
    enum ms_event event;
    unsigned stack_field; /* the one which is to be the stack; MS_NO_STACK: none */
    unsigned count;
    uint64_t fields[MS_TELLING_MOST];
};
void ms_record_told(ms_frame hook, struct ms_telling *told);

/* The calling thread has entered a task: the switch to it. */
void ms_record_task(ms_frame hook);

#endif
