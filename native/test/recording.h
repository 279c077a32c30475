/* Records the test itself, into a folder that goes with it. */
#ifndef MEMSCOPE_RECORDING_H
#define MEMSCOPE_RECORDING_H

#include "check.h"

#include <unistd.h>

#include "memscope/memscope.h"

static char recording_folder[64];

static inline void recording_remove(void) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", recording_folder);
    CHECK_EQ(system(command), 0);
}

static inline void recording_start(void) {
    snprintf(recording_folder, sizeof recording_folder, "/tmp/memscope-unit.XXXXXX");
    CHECK(mkdtemp(recording_folder) != NULL);
    CHECK_EQ(memscope_start(recording_folder), 0);
    atexit(recording_remove);
}

/* A pair of calls that no compiler removes. */
static inline void recording_allocate(size_t size) {
    void *volatile block = malloc(size);
    free(block);
}

static inline struct memscope_statistics recording_statistics(void) {
    struct memscope_statistics now;
    CHECK_EQ(memscope_statistics(&now, sizeof now), sizeof now);
    return now;
}

#endif
