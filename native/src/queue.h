/* The queue directory on disk: Chronicle Queue cycle files that grow by segments, and the space for
 * chunks in them. The format is docs/record-format.md. Everything here runs with ms_process->lock
 * held, keeps no descriptor open, and calls nothing but the kernel. */
#ifndef MEMSCOPE_QUEUE_H
#define MEMSCOPE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ms_segment;

/* Space for one chunk: `payload` is zeroed, aligned to 64, of `size_bytes`, its document header is
 * written and complete. */
struct ms_space {
    uint8_t *payload;
    uint32_t size_bytes;
    struct ms_segment *segment;
};

/* Makes the directory `<comm>-<pid>-<start_wall_ns>` with its first cycle file. False: nothing can
 * be recorded (no folder, no space). */
bool ms_queue_open(uint64_t start_wall_ns, const char *comm, uint32_t pid);

/* Takes `wanted_bytes` (a multiple of 64) or what is left of the segment, if that is less. False:
 * no space is left, for good when ms_process->stopped is set. Hold on to the segment until the
 * chunk is done with. */
bool ms_queue_take(uint32_t wanted_bytes, struct ms_space *space);

/* Another user of the segment: it stays mapped until that one gives it back, too. */
void ms_queue_hold(struct ms_segment *segment);

/* The chunk is sealed. The segment is unmapped when it was the last one and no more chunks come. */
void ms_queue_give_back(struct ms_segment *segment);

/* The absolute path of the directory; the bytes that its cycle files have been given. Not 0 from
 * ms_queue_open on. */
const char *ms_queue_directory(void);
uint64_t ms_queue_bytes(void);

/* In a forked child: the parent's segments are still mapped here. Unmaps them, unless `keep` (a
 * signal handler forked in the middle of a record, and will return into it). */
void ms_queue_forget(bool keep);

#endif
