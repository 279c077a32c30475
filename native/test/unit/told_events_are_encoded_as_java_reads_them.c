/* What the recorder writes into the lane for events that have a length is what the golden vectors
 * say, but for the time. */
#define _GNU_SOURCE
#include "golden.h"
#include "recording.h"

#include "lane.h"
#include "recorder.h"
#include "thread.h"

static const uint8_t *behind_time(const uint8_t *event) {
    const uint8_t *at = event + 2;
    while ((*at & 0x80) != 0) {
        at++;
    }
    return at + 1;
}

static enum ms_event number_of(const char *name) {
    return strcmp(name, "PASSPORT") == 0     ? MS_PASSPORT
           : strcmp(name, "HOLDER") == 0     ? MS_HOLDER
           : strcmp(name, "TASK_ENDED") == 0 ? MS_TASK_ENDED
                                             : MS_MARKED;
}

static bool is_told(const char *name) {
    return strcmp(name, "PASSPORT") == 0 || strcmp(name, "HOLDER") == 0 ||
           strcmp(name, "TASK_ENDED") == 0 || strcmp(name, "MARKED") == 0;
}

static void check(const struct golden *golden) {
    struct ms_telling told = {.event = number_of(golden->name), .stack_field = MS_NO_STACK};
    for (int i = 0; i < golden->fields; i++) {
        if (strcmp(golden->keys[i], "variant") != 0 && strcmp(golden->keys[i], "length") != 0 &&
            strcmp(golden->keys[i], "time") != 0) {
            told.fields[told.count++] = golden_number(golden->values[i]);
        }
    }
    CHECK(ms_enter((uintptr_t)MS_FRAME));
    ms_record_task(MS_FRAME); /* makes room */
    const uint8_t *written = ms_self.lane->cursor;
    ms_record_told(MS_FRAME, &told);
    const uint8_t *end = ms_self.lane->cursor;
    ms_leave();
    CHECK(end - written <= MS_EVENT_MAX);
    CHECK_EQ(written[0], golden->bytes[0]);
    CHECK_EQ(written[1], end - written - 2);
    const uint8_t *fields = behind_time(written);
    const uint8_t *expected = behind_time(golden->bytes);
    size_t length = (size_t)(end - fields);
    CHECK_EQ(length, (size_t)(golden->bytes + golden->length - expected));
    CHECK(memcmp(fields, expected, length) == 0);
}

/* The longest there can be, still with one byte for its length. */
static void checks_the_longest(void) {
    struct ms_telling told = {.event = MS_PASSPORT, .stack_field = MS_NO_STACK, .count = 11};
    static const uint64_t longest[] = {UINT64_MAX, 255,        UINT32_MAX, UINT32_MAX,
                                       UINT64_MAX, UINT64_MAX, UINT32_MAX, UINT32_MAX,
                                       255,        UINT64_MAX, 255};
    memcpy(told.fields, longest, sizeof longest);
    CHECK(ms_enter((uintptr_t)MS_FRAME));
    for (int i = 0; i < 100000; i++) { /* over the ends of many chunks */
        ms_record_told(MS_FRAME, &told);
    }
    ms_leave();
}

int main(int count, char **arguments) {
    static struct golden golden;
    CHECK_EQ(count, 2);
    recording_start();
    CHECK(memscope_is_recording());
    FILE *file = golden_open(arguments, "events.golden");
    int vectors = 0;
    while (golden_next(file, &golden)) {
        if (is_told(golden.name)) {
            check(&golden);
            vectors++;
        }
    }
    fclose(file);
    CHECK(vectors > 15);
    struct memscope_statistics before = recording_statistics();
    checks_the_longest();
    CHECK_EQ(recording_statistics().events - before.events, 100000);
    return 0;
}
