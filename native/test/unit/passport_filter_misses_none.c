/* Whatever was added is found when it is given back, once; a full filter asks for more stacks, and
 * misses none. */
#define _GNU_SOURCE
#include "check.h"

#include <pthread.h>

#include "passport_filter.h"
#include "process.h"

#define BLOCKS 3000000ULL

/* All different, and spread over 64 GiB. */
static uint64_t block(uint64_t number) {
    return 0x7f0000000000ULL + (number * 0x9E3779B1U & UINT32_MAX) * 16;
}

static void is_not_there_at_first(void) {
    CHECK(!ms_passport_filter_take_block(block(1)));
    CHECK(!ms_passport_filter_has(0, SIZE_MAX));
    CHECK(ms_passport_filter_start());
    CHECK(ms_passport_filter_start());
}

static void knows_blocks_exactly(void) {
    ms_passport_filter_add_block(0x1000);
    ms_passport_filter_add_block(0x1000);
    CHECK(!ms_passport_filter_take_block(0x1010));
    CHECK(!ms_passport_filter_take_block(0xff0));
    CHECK(ms_passport_filter_take_block(0x1000));
    CHECK(!ms_passport_filter_take_block(0x1000));
    CHECK(!ms_passport_filter_has(0x1000, 1));
    for (uint64_t i = 0; i < 200000; i++) { /* no set is full yet */
        ms_passport_filter_add_block(block(i));
    }
    for (uint64_t i = 0; i < 200000; i++) {
        CHECK(!ms_passport_filter_take_block(block(i + 4000000)));
    }
    for (uint64_t i = 0; i < 200000; i++) {
        CHECK(ms_passport_filter_take_block(block(i)));
        CHECK(!ms_passport_filter_take_block(block(i)));
    }
}

static void knows_pages(void) {
    uint64_t page = 0x600000000000ULL + 63 * 4096; /* the last one of its group */
    ms_passport_filter_add_pages(page + 100, 4112);
    CHECK(ms_passport_filter_take_block(page));
    CHECK(ms_passport_filter_take_block(page + 4080));
    CHECK(ms_passport_filter_take_block(page - 4096)); /* and still, the next time */
    CHECK(ms_passport_filter_take_block(page - 4096));
    CHECK(!ms_passport_filter_take_block(page - 4096 * 2));
    CHECK(!ms_passport_filter_take_block(page + 4096));
    CHECK(ms_passport_filter_has(page, 1));
    CHECK(ms_passport_filter_has(page - (1 << 20), 2 << 20));
    CHECK(!ms_passport_filter_has(page + 4096, 4096));
    CHECK(!ms_passport_filter_has(page, 0));
    CHECK(ms_passport_filter_has(0, SIZE_MAX));          /* too much to look at */
    CHECK(ms_passport_filter_has(UINT64_MAX - 10, 100)); /* nonsense */
    ms_passport_filter_add_pages(page + (64UL << 20), 1 << 20);
    for (uint64_t back = 0; back <= 256; back++) {
        CHECK(ms_passport_filter_take_block(page + (64UL << 20) - 4096 * back));
    }
    ms_passport_filter_add_pages(10, 4096); /* nothing is below 0 */
    CHECK(ms_passport_filter_take_block(0));
}

/* No address of a block: then the page is what is known. */
static void takes_odd_addresses(void) {
    ms_passport_filter_add_block(0x500000000008ULL);
    CHECK(ms_passport_filter_take_block(0x500000000008ULL));
    ms_passport_filter_add_block(1ULL << 56);
    CHECK(ms_passport_filter_take_block(1ULL << 56));
    ms_passport_filter_add_block(UINT64_MAX);
    CHECK(ms_passport_filter_take_block(UINT64_MAX));
}

static void *add_and_take(void *argument) {
    uint64_t from = (uint64_t)(uintptr_t)argument * BLOCKS / 4;
    for (uint64_t i = from; i < from + BLOCKS / 4; i++) {
        ms_passport_filter_add_block(block(i));
    }
    for (uint64_t i = from; i < from + BLOCKS / 4; i++) {
        CHECK(ms_passport_filter_take_block(block(i)));
    }
    return NULL;
}

/* More than it has room for, by threads that get into each other's sets. */
static void misses_none_when_full(void) {
    pthread_t threads[4];
    for (uintptr_t t = 0; t < 4; t++) {
        CHECK_EQ(pthread_create(&threads[t], NULL, add_and_take, (void *)t), 0);
    }
    for (int t = 0; t < 4; t++) {
        pthread_join(threads[t], NULL);
    }
}

int main(void) {
    CHECK(ms_process_map());
    is_not_there_at_first();
    knows_blocks_exactly();
    knows_pages();
    takes_odd_addresses();
    misses_none_when_full();
    return 0;
}
