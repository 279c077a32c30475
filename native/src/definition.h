/* The definitions' lane (number 0): what ids stand for. Each is published before its id can be in
 * an event. All of it runs with ms_process->lock held. */
#ifndef MEMSCOPE_DEFINITION_H
#define MEMSCOPE_DEFINITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

/* Longer texts (a command line) are cut so that a definition fits into the smallest chunk. */
#define MS_DEFINITION_MAX 3072

/* Before the first definition of a process. */
bool ms_definitions_start(void);

/* A definition being built, in a buffer that the lock guards. */
struct ms_definer {
    uint8_t *at;
    uint8_t *end;
};

struct ms_definer ms_definition_begin(void);
void ms_definition_number(struct ms_definer *definer, uint64_t value);
void ms_definition_signed(struct ms_definer *definer, int64_t value);
void ms_definition_fixed64(struct ms_definer *definer, uint64_t value);
void ms_definition_text(struct ms_definer *definer, const char *text);
void ms_definition_bytes(struct ms_definer *definer, const void *bytes, size_t length);

/* Bytes of all of them. */
uint64_t ms_definition_bytes_written(void);

/* How far into its chunk the next definition starts: its kind byte. */
size_t ms_definition_offset(void);

/* Writes and publishes it. False: no space. `where`, if not NULL, gets the address of the first
 * field in the queue, which stays mapped as long as the process lives (one call only: COUNTERS). */
bool ms_definition_end(struct ms_definer *definer, enum ms_definition kind, uint8_t **where);

#endif
