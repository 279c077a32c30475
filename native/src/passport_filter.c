#include "passport_filter.h"

/* Blocks: sets of 16 keys, a line of the processor's cache each, 2,097,152 in all. What a set has
 * no room for goes to the pages. */
#define MS_FILTER_SETS_BITS 17
#define MS_FILTER_WAYS 16

/* A block's number: user addresses have 47 bits, and blocks start at multiples of 16. */
#define MS_FILTER_NUMBER_BITS 43
#define MS_FILTER_NUMBER_MASK ((1ULL << MS_FILTER_NUMBER_BITS) - 1)

/* Pages: a bit each, 64 neighbours in a word, that is shared by all groups of the same hash. */
#define MS_FILTER_PAGE_SHIFT 12
#define MS_FILTER_WORDS_BITS 15

/* More groups of 64 pages than this (1 GiB) are not looked at one by one. */
#define MS_FILTER_MOST_GROUPS 4096

struct ms_passport_filter {
    _Alignas(64) _Atomic uint32_t blocks[1U << MS_FILTER_SETS_BITS][MS_FILTER_WAYS]; /* 0: free */
    _Atomic uint64_t pages[1U << MS_FILTER_WORDS_BITS];
};

bool ms_passport_filter_start(void) {
    if (atomic_load_explicit(&ms_process->passport_filter, memory_order_acquire) != NULL) {
        return true;
    }
    if (ms_process_is_sealed()) {
        return false;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_passport_filter *filter =
        atomic_load_explicit(&ms_process->passport_filter, memory_order_relaxed);
    if (filter == NULL) {
        filter = ms_process_alloc(sizeof *filter);
        atomic_store_explicit(&ms_process->passport_filter, filter, memory_order_release);
    }
    ms_lock_release(&ms_process->lock, mask);
    return filter != NULL;
}

static struct ms_passport_filter *filter(void) {
    return atomic_load_explicit(&ms_process->passport_filter, memory_order_relaxed);
}

static bool has_number(uint64_t address) {
    return (address & 15) == 0 && address >> 4 <= MS_FILTER_NUMBER_MASK;
}

/* One to one, so that set and key together are the number: no block is mistaken for another one,
 * or taking the one would lose the other. */
static uint64_t mixed(uint64_t number) {
    number ^= number >> 22;
    number = number * 0x9E3779B97F4A7C15ULL & MS_FILTER_NUMBER_MASK;
    return number ^ number >> 22;
}

static _Atomic uint32_t *set_of(uint64_t mix) {
    return filter()->blocks[mix & ((1U << MS_FILTER_SETS_BITS) - 1)];
}

static uint32_t key_of(uint64_t mix) {
    return (uint32_t)(mix >> MS_FILTER_SETS_BITS) + 1; /* of 26 bits */
}

static _Atomic uint64_t *word_of(uint64_t group) {
    return &filter()->pages[group * 0x9E3779B97F4A7C15ULL >> (64 - MS_FILTER_WORDS_BITS)];
}

void ms_passport_filter_add_pages(uint64_t address, uint64_t before_bytes) {
    uint64_t first = (address > before_bytes ? address - before_bytes : 0) >> MS_FILTER_PAGE_SHIFT;
    uint64_t last = address >> MS_FILTER_PAGE_SHIFT;
    for (uint64_t group = first >> 6; group <= last >> 6; group++) {
        uint64_t from = group == first >> 6 ? first & 63 : 0;
        uint64_t to = group == last >> 6 ? last & 63 : 63;
        uint64_t bits = (~0ULL << from) & (~0ULL >> (63 - to));
        _Atomic uint64_t *word = word_of(group);
        if ((atomic_load_explicit(word, memory_order_relaxed) & bits) != bits) {
            atomic_fetch_or_explicit(word, bits, memory_order_relaxed);
        }
    }
}

/* What one thread adds another may look for: it got the address from the first one, so it sees what
 * that did before. */
void ms_passport_filter_add_block(uint64_t address) {
    if (!has_number(address)) {
        ms_passport_filter_add_pages(address, 0);
        return;
    }
    uint64_t mix = mixed(address >> 4);
    uint32_t key = key_of(mix);
    _Atomic uint32_t *set = set_of(mix);
    for (unsigned i = 0; i < MS_FILTER_WAYS; i++) {
        if (atomic_load_explicit(&set[i], memory_order_relaxed) == key) {
            return;
        }
    }
    for (unsigned i = 0; i < MS_FILTER_WAYS; i++) {
        uint32_t none = 0;
        if (atomic_compare_exchange_strong_explicit(&set[i], &none, key, memory_order_relaxed,
                                                    memory_order_relaxed)) {
            return;
        }
    }
    ms_passport_filter_add_pages(address, 0);
}

static bool is_on_page(uint64_t address) {
    uint64_t page = address >> MS_FILTER_PAGE_SHIFT;
    uint64_t word = atomic_load_explicit(word_of(page >> 6), memory_order_relaxed);
    return (word >> (page & 63) & 1) != 0;
}

bool ms_passport_filter_takes_block(uint64_t address) {
    uint64_t mix = mixed(address >> 4 & MS_FILTER_NUMBER_MASK);
    uint32_t key = key_of(mix);
    _Atomic uint32_t *set = set_of(mix);
    for (unsigned i = 0; has_number(address) && i < MS_FILTER_WAYS; i++) {
        uint32_t there = key;
        if (atomic_load_explicit(&set[i], memory_order_relaxed) == key &&
            atomic_compare_exchange_strong_explicit(&set[i], &there, 0, memory_order_relaxed,
                                                    memory_order_relaxed)) {
            return true;
        }
    }
    return is_on_page(address);
}

bool ms_passport_filter_has_pages(uint64_t address, uint64_t size_bytes) {
    uint64_t first = address >> MS_FILTER_PAGE_SHIFT;
    uint64_t end;
    if (size_bytes == 0) {
        return false;
    }
    if (__builtin_add_overflow(address, size_bytes - 1, &end)) {
        return true;
    }
    uint64_t last = end >> MS_FILTER_PAGE_SHIFT;
    if ((last >> 6) - (first >> 6) >= MS_FILTER_MOST_GROUPS) {
        return true;
    }
    for (uint64_t group = first >> 6; group <= last >> 6; group++) {
        uint64_t from = group == first >> 6 ? first & 63 : 0;
        uint64_t to = group == last >> 6 ? last & 63 : 63;
        uint64_t bits = (~0ULL << from) & (~0ULL >> (63 - to));
        if ((atomic_load_explicit(word_of(group), memory_order_relaxed) & bits) != 0) {
            return true;
        }
    }
    return false;
}
