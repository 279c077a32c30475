#include "stack_table.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

#include "definition.h"
#include "hash.h"
#include "process.h"
#include "syscall.h"

#define MS_FIRST_SLOTS 4096U
#define MS_MOST_SLOTS (1U << 20)
#define MS_PAGE 4096U

/* Readers take larger ids for broken records. */
#define MS_MOST_IDS ((1U << 26) - 1 - MS_CHAIN_MAX)

/* Frames in one definition: at most 12 bytes each, but for addresses of no module. */
#define MS_CHAIN_MAX 128
_Static_assert(MS_CHAIN_MAX * 20 + 50 < MS_DEFINITION_MAX, "a definition must not be cut");

/* The whole 64-bit hash decides: among 786,432 frames two are alike with a chance of 2 in a hundred
 * million. Read without a lock, also while the table is being emptied: only words that belong
 * together give the hash back. */
struct slot {
    _Atomic uint64_t key; /* the hash, exclusive-or what the id is mixed to */
    _Atomic uint64_t id;  /* 0: empty. Stored last */
};

struct table {
    uint32_t slots;
    struct slot entries[];
};

/* Old tables stay, for a reader may still be in one: all of them together are as large as the last.
 */
struct ms_stack_tables {
    struct table *_Atomic current;
    uint32_t used;    /* slots of it */
    uint32_t defined; /* ids given out */
    _Atomic bool is_second;
};

static struct table *make_table(uint32_t slots) {
    struct table *table = ms_process_alloc(sizeof *table + slots * sizeof table->entries[0]);
    if (table != NULL) {
        table->slots = slots;
    }
    return table;
}

bool ms_stack_table_start(void) {
    struct ms_stack_tables *tables = ms_process_alloc(sizeof *tables);
    ms_process->stack_tables = tables;
    if (tables == NULL) {
        return false;
    }
    tables->current = make_table(MS_FIRST_SLOTS);
    return tables->current != NULL;
}

/* The slot with this hash, or the empty one where it belongs. Tables are never full. */
static struct slot *find(struct table *table, uint64_t hash, uint32_t *id) {
    uint32_t mask = table->slots - 1;
    for (uint32_t at = (uint32_t)(hash >> 32) & mask;; at = (at + 1) & mask) {
        struct slot *slot = &table->entries[at];
        /* acquire: pairs with the release in put; the definition was published before that. */
        uint64_t found = atomic_load_explicit(&slot->id, memory_order_acquire);
        uint64_t key = atomic_load_explicit(&slot->key, memory_order_relaxed);
        *id = (uint32_t)found;
        if (found == 0 || key == (hash ^ ms_hash_mix(0, found))) {
            return slot;
        }
    }
}

static void put(struct table *table, uint64_t hash, uint32_t id) {
    uint32_t none;
    struct slot *slot = find(table, hash, &none);
    atomic_store_explicit(&slot->key, hash ^ ms_hash_mix(0, id), memory_order_relaxed);
    atomic_store_explicit(&slot->id, id, memory_order_release);
}

static void clear(uintptr_t from, uintptr_t to) {
    for (_Atomic uint64_t *word = (_Atomic uint64_t *)from; word < (_Atomic uint64_t *)to; word++) {
        atomic_store_explicit(word, 0, memory_order_relaxed);
    }
}

/* Ids keep their meaning, in the log and wherever one is remembered; a stack that comes again is
 * defined once more. So a program without end (which loads the same classes again and again, for
 * one) takes no more memory. The kernel takes whole pages back and gives zeros. */
static void empty(struct ms_stack_tables *tables) {
    struct table *table = tables->current;
    uintptr_t start = (uintptr_t)table->entries;
    uintptr_t end = (uintptr_t)(table->entries + table->slots);
    uintptr_t first_page = (start + MS_PAGE - 1) & ~(uintptr_t)(MS_PAGE - 1);
    uintptr_t last_page = end & ~(uintptr_t)(MS_PAGE - 1);
    clear(start, first_page);
    if (ms_failed(MS_SYSCALL3(SYS_madvise, first_page, last_page - first_page, MADV_DONTNEED))) {
        clear(first_page, last_page);
    }
    clear(last_page, end);
    tables->used = 0;
    atomic_store_explicit(&tables->is_second, true, memory_order_relaxed);
}

bool ms_stack_table_is_second(void) {
    return atomic_load_explicit(&ms_process->stack_tables->is_second, memory_order_relaxed);
}

/* Keeps a quarter of the slots empty; the largest table starts anew when it is as full as that. */
static void make_room(struct ms_stack_tables *tables, uint32_t more) {
    struct table *table = tables->current;
    if (tables->used + more <= table->slots / 4 * 3) {
        return;
    }
    struct table *larger = table->slots == MS_MOST_SLOTS ? NULL : make_table(table->slots * 2);
    if (larger == NULL) {
        empty(tables);
        return;
    }
    for (uint32_t i = 0; i < table->slots; i++) {
        uint64_t id = atomic_load_explicit(&table->entries[i].id, memory_order_relaxed);
        if (id != 0) {
            uint64_t key = atomic_load_explicit(&table->entries[i].key, memory_order_relaxed);
            put(larger, key ^ ms_hash_mix(0, id), (uint32_t)id);
        }
    }
    atomic_store_explicit(&tables->current, larger, memory_order_release);
}

/* A stack's root carries the flags of all that stand on it. */
static uint64_t hash_of(const struct ms_frame_place *frame, uint32_t parent, uint32_t flags) {
    uint64_t hash = parent != 0 ? parent : (uint64_t)(flags + 1) << 32;
    return ms_hash_mix(ms_hash_mix(ms_hash_mix(0, hash), frame->place), frame->at);
}

/* The innermost `count` frames, called one from the other, are stacks from `id` on. */
static bool define(uint32_t id, uint32_t parent, const struct ms_frame_place *frames,
                   uint32_t count, uint32_t flags) {
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, id);
    ms_definition_number(&definer, parent);
    ms_definition_number(&definer, count);
    for (uint32_t i = count; i-- > 0;) {
        ms_definition_number(&definer, frames[i].place);
        ms_definition_number(&definer, frames[i].at);
    }
    if (parent == 0) {
        ms_definition_number(&definer, flags);
    }
    return ms_definition_end(&definer, MS_DEFINE_STACK, NULL);
}

/* As many frames of a stack never seen as one definition holds: they stand on `parent`, and nothing
 * stands on them yet. Called with the lock held. */
static bool add_chain(uint32_t parent, const struct ms_frame_place *frames, uint32_t count,
                      uint32_t flags, uint32_t *ids) {
    struct ms_stack_tables *tables = ms_process->stack_tables;
    uint32_t first = tables->defined + 1;
    if (first > MS_MOST_IDS || !define(first, parent, frames, count, flags)) {
        return false;
    }
    make_room(tables, count);
    for (uint32_t i = count; i-- > 0;) {
        put(tables->current, hash_of(&frames[i], parent, flags), ++tables->defined);
        tables->used++;
        parent = tables->defined;
        ids[i] = parent;
    }
    return true;
}

/* How many of the frames are left, when those that are known on top of `*parent` have got their
 * ids.
 */
static uint32_t find_known(struct table *table, uint32_t *parent,
                           const struct ms_frame_place *frames, uint32_t count, uint32_t flags,
                           uint32_t *ids) {
    while (count > 0) {
        uint32_t id;
        find(table, hash_of(&frames[count - 1], *parent, flags), &id);
        if (id == 0) {
            break;
        }
        ids[--count] = id;
        *parent = id;
    }
    return count;
}

/* Called with the lock held; another thread may have been faster. */
static bool add(uint32_t parent, const struct ms_frame_place *frames, uint32_t count,
                uint32_t flags, uint32_t *ids) {
    count = find_known(ms_process->stack_tables->current, &parent, frames, count, flags, ids);
    while (count > 0) {
        uint32_t chain = count < MS_CHAIN_MAX ? count : MS_CHAIN_MAX;
        count -= chain;
        if (!add_chain(parent, &frames[count], chain, flags, &ids[count])) {
            return false;
        }
        parent = ids[count];
    }
    return true;
}

bool ms_stack_table_ids(uint32_t parent, const struct ms_frame_place *frames, uint32_t count,
                        uint32_t flags, uint32_t *ids) {
    struct table *table =
        atomic_load_explicit(&ms_process->stack_tables->current, memory_order_acquire);
    uint32_t left = find_known(table, &parent, frames, count, flags, ids);
    if (left == 0) {
        return true;
    }
    if (ms_process_is_sealed()) {
        return false;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    bool added = add(parent, frames, left, flags, ids);
    ms_lock_release(&ms_process->lock, mask);
    return added;
}
