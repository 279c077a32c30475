/* The same bytes have the same id, whoever asks; what there is no room for has none, and is
 * counted. */
#define _GNU_SOURCE
#include "recording.h"

#include <pthread.h>

#include "label.h"

static void are_told_apart_by_their_bytes(void) {
    uint32_t first = memscope_label("Order", 5);
    CHECK(first != 0);
    CHECK_EQ(memscope_label("Order and more", 5), first);
    CHECK(memscope_label("Order\0", 6) != first);
    CHECK(memscope_label("order", 5) != first);
    CHECK(memscope_label("", 0) != 0);
    CHECK_EQ(memscope_label("", 0), memscope_label("x", 0));
    CHECK_EQ(memscope_label(NULL, 0), 0);
}

static void are_cut_between_characters(void) {
    char text[1200];
    memset(text, 'a', sizeof text);
    CHECK_EQ(ms_label_kept(text, 1000), 1000);
    CHECK_EQ(ms_label_kept(text, SIZE_MAX), 1000);
    memcpy(text + 998, "\xE2\x82\xAC", 3); /* 998 to 1000: would be cut in two */
    CHECK_EQ(ms_label_kept(text, 1200), 998);
    CHECK_EQ(memscope_label(text, 1200), memscope_label(text, 1100));
    CHECK_EQ(memscope_label(text, 1200), memscope_label(text, 998));
    memset(text, 0x80, sizeof text); /* no characters at all */
    CHECK_EQ(memscope_label(text, sizeof text), memscope_label("", 0));
}

static pthread_barrier_t together;
static uint32_t ids[4][1000];

static void *ask(void *argument) {
    uint32_t *mine = argument;
    pthread_barrier_wait(&together);
    for (int i = 0; i < 1000; i++) {
        char text[32];
        mine[i] = memscope_label(text, (size_t)snprintf(text, sizeof text, "name %d", i));
    }
    return NULL;
}

static void have_the_same_id_in_all_threads(void) {
    pthread_t threads[4];
    uint32_t before = ms_label_count();
    pthread_barrier_init(&together, NULL, 4);
    for (int t = 0; t < 4; t++) {
        CHECK_EQ(pthread_create(&threads[t], NULL, ask, ids[t]), 0);
    }
    for (int t = 0; t < 4; t++) {
        pthread_join(threads[t], NULL);
    }
    CHECK_EQ(ms_label_count(), before + 1000);
    for (int i = 0; i < 1000; i++) {
        CHECK(ids[0][i] > before && ids[0][i] <= before + 1000);
        for (int t = 1; t < 4; t++) {
            CHECK_EQ(ids[t][i], ids[0][i]);
        }
    }
}

static void are_limited(void) {
    char text[32];
    uint32_t known = memscope_label("Order", 5);
    uint32_t last = 0;
    for (int i = 0; i < 70000; i++) {
        uint32_t id = memscope_label(text, (size_t)snprintf(text, sizeof text, "many %d", i));
        CHECK(id == 0 || id > last);
        last = id == 0 ? last : id;
    }
    CHECK_EQ(last, 65536);
    CHECK_EQ(memscope_label("Order", 5), known);
    struct memscope_statistics now = recording_statistics();
    CHECK_EQ(now.labels, 65536);
    CHECK_EQ(now.names_refused, 70000 - (65536 - 5 - 1000 - 1));
}

int main(void) {
    CHECK_EQ(memscope_label("too early", 9), 0);
    recording_start();
    are_told_apart_by_their_bytes();
    are_cut_between_characters();
    CHECK_EQ(ms_label_count(), 5);
    have_the_same_id_in_all_threads();
    memscope_label("one more", 8);
    are_limited();
    return 0;
}
