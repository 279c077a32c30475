#include "seen_stacks.h"

#include <stdatomic.h>
#include <stddef.h>

#include "hash.h"
#include "process.h"

/* 131,072 stacks in 2 MiB, touched as needed. A set is a line of the processor's cache. */
#define MS_SEEN_SETS (1U << 15)
#define MS_SEEN_WAYS 4

/* Written without a lock: only words that belong together give the hash back. */
struct entry {
    _Atomic uint64_t key; /* the hash, exclusive-or what the id is mixed to */
    _Atomic uint64_t id;  /* 0: empty */
};

struct ms_seen_stacks {
    struct entry sets[MS_SEEN_SETS][MS_SEEN_WAYS];
};

bool ms_seen_stacks_start(void) {
    ms_process->seen_stacks = ms_process_alloc(sizeof(struct ms_seen_stacks));
    return ms_process->seen_stacks != NULL;
}

static struct entry *set_of(uint64_t hash) {
    return ms_process->seen_stacks->sets[hash % MS_SEEN_SETS];
}

uint32_t ms_seen_stacks_id(uint64_t hash) {
    struct entry *set = set_of(hash);
    for (unsigned i = 0; i < MS_SEEN_WAYS; i++) {
        uint64_t id = atomic_load_explicit(&set[i].id, memory_order_relaxed);
        uint64_t key = atomic_load_explicit(&set[i].key, memory_order_relaxed);
        if (id != 0 && (key ^ ms_hash_mix(0, id)) == hash) {
            return (uint32_t)id;
        }
    }
    return 0;
}

void ms_seen_stacks_add(uint64_t hash, uint32_t id) {
    struct entry *set = set_of(hash);
    struct entry *to = &set[(hash >> 32) % MS_SEEN_WAYS];
    for (unsigned i = 0; i < MS_SEEN_WAYS; i++) {
        if (atomic_load_explicit(&set[i].id, memory_order_relaxed) == 0) {
            to = &set[i];
            break;
        }
    }
    atomic_store_explicit(&to->key, hash ^ ms_hash_mix(0, id), memory_order_relaxed);
    atomic_store_explicit(&to->id, id, memory_order_relaxed);
}
