#include "method.h"

#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>

#include "definition.h"
#include "hash.h"
#include "process.h"
#include "syscall.h"

#define MS_FIRST_SLOTS 1024U
#define MS_MOST_METHODS (1U << 18)
#define MS_PAGE_METHODS 1024U
/* A pair takes at most ten bytes, and the definition has to fit the smallest chunk. */
#define MS_LINES_AT_ONCE 250U

struct slot {
    uintptr_t key;
    _Atomic uint32_t id; /* 0: empty. Stored last */
};

struct table {
    uint32_t slots;
    struct slot entries[];
};

/* Old tables stay, for a reader may still be in one: all of them together are as large as the last.
 */
struct ms_methods {
    struct table *_Atomic current;
    uint32_t filled;                                     /* slots, under the lock */
    _Atomic uint32_t given;                              /* ids */
    _Atomic uint32_t taken;                              /* of them to be named */
    _Atomic uint32_t waiting;                            /* threads in ms_method_wait */
    _Atomic uint32_t wakes;                              /* what they wait on */
    uintptr_t *pages[MS_MOST_METHODS / MS_PAGE_METHODS]; /* keys by id */
};

static struct table *make_table(uint32_t slots) {
    struct table *table = ms_process_alloc(sizeof *table + slots * sizeof table->entries[0]);
    if (table != NULL) {
        table->slots = slots;
    }
    return table;
}

/* The slot of this key, or the empty one where it belongs. Tables are never full. */
static struct slot *find(struct table *table, uintptr_t key, uint32_t *id) {
    uint32_t mask = table->slots - 1;
    for (uint32_t at = (uint32_t)(ms_hash_mix(0, key) >> 32) & mask;; at = (at + 1) & mask) {
        struct slot *slot = &table->entries[at];
        /* acquire: pairs with the release in put. */
        *id = atomic_load_explicit(&slot->id, memory_order_acquire);
        if (*id == 0 || slot->key == key) {
            return slot;
        }
    }
}

static void put(struct table *table, uintptr_t key, uint32_t id) {
    uint32_t none;
    struct slot *slot = find(table, key, &none);
    slot->key = key;
    atomic_store_explicit(&slot->id, id, memory_order_release);
}

static struct ms_methods *make_methods(void) {
    struct ms_methods *methods = ms_process_alloc(sizeof *methods);
    if (methods == NULL) {
        return NULL;
    }
    methods->current = make_table(MS_FIRST_SLOTS);
    if (methods->current == NULL) {
        return NULL;
    }
    /* release: pairs with the look-ups' acquire. */
    atomic_store_explicit(&ms_process->methods, methods, memory_order_release);
    return methods;
}

/* Keeps a quarter of the slots empty. */
static bool make_room(struct ms_methods *methods) {
    struct table *table = methods->current;
    if (methods->filled < table->slots / 4 * 3) {
        return true;
    }
    if (table->slots >= 4 * MS_MOST_METHODS) {
        return false;
    }
    struct table *larger = make_table(table->slots * 2);
    if (larger == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < table->slots; i++) {
        uint32_t id = atomic_load_explicit(&table->entries[i].id, memory_order_relaxed);
        if (id != 0) {
            put(larger, table->entries[i].key, id);
        }
    }
    atomic_store_explicit(&methods->current, larger, memory_order_release);
    return true;
}

/* Where the key of the next id goes; NULL: there is no more room. */
static uintptr_t *next_key(struct ms_methods *methods) {
    uint32_t index = atomic_load_explicit(&methods->given, memory_order_relaxed);
    if (index == MS_MOST_METHODS) {
        return NULL;
    }
    uintptr_t **page = &methods->pages[index / MS_PAGE_METHODS];
    if (*page == NULL) {
        *page = ms_process_alloc(MS_PAGE_METHODS * sizeof **page);
    }
    return *page == NULL ? NULL : &(*page)[index % MS_PAGE_METHODS];
}

static struct ms_methods *methods_now(void) {
    return atomic_load_explicit(&ms_process->methods, memory_order_acquire);
}

static uint32_t look_up(uintptr_t key) {
    struct ms_methods *methods = methods_now();
    uint32_t id = 0;
    if (methods != NULL) {
        find(atomic_load_explicit(&methods->current, memory_order_acquire), key, &id);
    }
    return id;
}

uint32_t ms_method_id_locked(uintptr_t key) {
    struct ms_methods *methods = methods_now();
    if (methods == NULL) {
        methods = make_methods();
    }
    uint32_t id = look_up(key);
    if (id != 0 || methods == NULL || !make_room(methods)) {
        return id;
    }
    uintptr_t *place = next_key(methods);
    if (place == NULL) {
        return 0;
    }
    *place = key;
    id = atomic_load_explicit(&methods->given, memory_order_relaxed) + 1;
    put(methods->current, key, id);
    methods->filled++;
    /* release: pairs with ms_method_take_unnamed. */
    atomic_store_explicit(&methods->given, id, memory_order_release);
    ms_method_wake();
    return id;
}

uint32_t ms_method_id(uintptr_t key) {
    uint32_t id = look_up(key);
    if (id != 0 || ms_process_is_sealed()) {
        return id;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    id = ms_method_id_locked(key);
    ms_lock_release(&ms_process->lock, mask);
    return id;
}

void ms_method_add_key_locked(uintptr_t key, uint32_t id) {
    struct ms_methods *methods = methods_now();
    uint32_t before = look_up(key);
    if (methods == NULL || before == id || (before == 0 && !make_room(methods))) {
        return;
    }
    put(methods->current, key, id);
    methods->filled += before == 0;
    if (!ms_method_key_is_pointer(key)) {
        methods->pages[(id - 1) / MS_PAGE_METHODS][(id - 1) % MS_PAGE_METHODS] = key;
    }
}

void ms_method_add_key(uintptr_t key, uint32_t id) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    ms_method_add_key_locked(key, id);
    ms_lock_release(&ms_process->lock, mask);
}

bool ms_method_replaces(uintptr_t method, uintptr_t method_id) {
    uintptr_t key;
    uint32_t id = look_up(ms_method_key_of_pointer(method));
    if (id == 0 || !ms_method_key(id, &key) || key == method_id ||
        key == ms_method_key_of_pointer(method)) {
        return false;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    id = ms_method_id_locked(method_id);
    if (id != 0) {
        ms_method_add_key_locked(ms_method_key_of_pointer(method), id);
    }
    ms_lock_release(&ms_process->lock, mask);
    return true;
}

bool ms_method_key(uint32_t id, uintptr_t *key) {
    struct ms_methods *methods = methods_now();
    uint32_t index = id - 1;
    if (methods == NULL || index >= atomic_load_explicit(&methods->given, memory_order_acquire)) {
        return false;
    }
    *key = methods->pages[index / MS_PAGE_METHODS][index % MS_PAGE_METHODS];
    return true;
}

bool ms_method_take_unnamed(uint32_t *id, uintptr_t *key) {
    struct ms_methods *methods = methods_now();
    if (methods == NULL) {
        return false;
    }
    uint32_t index = atomic_load_explicit(&methods->taken, memory_order_relaxed);
    do {
        if (index == atomic_load_explicit(&methods->given, memory_order_acquire)) {
            return false;
        }
    } while (!atomic_compare_exchange_weak_explicit(&methods->taken, &index, index + 1,
                                                    memory_order_relaxed, memory_order_relaxed));
    *id = index + 1;
    return ms_method_key(*id, key);
}

bool ms_methods_start(void) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    bool started = methods_now() != NULL || make_methods() != NULL;
    ms_lock_release(&ms_process->lock, mask);
    return started;
}

void ms_method_wait(void) {
    struct ms_methods *methods = methods_now();
    /* In this order, against that of ms_method_wake: either we see the new method, or the one who
     * added it sees us wait. */
    uint32_t seen = atomic_load(&methods->wakes);
    atomic_store(&methods->waiting, 1);
    if (atomic_load(&methods->given) == atomic_load(&methods->taken)) {
        MS_SYSCALL6(SYS_futex, &methods->wakes, FUTEX_WAIT, seen, 0, 0, 0);
    }
    atomic_store(&methods->waiting, 0);
}

void ms_method_wake(void) {
    struct ms_methods *methods = methods_now();
    if (methods == NULL) {
        return;
    }
    atomic_fetch_add(&methods->wakes, 1);
    if (atomic_load(&methods->waiting) != 0) {
        MS_SYSCALL6(SYS_futex, &methods->wakes, FUTEX_WAKE, 1, 0, 0, 0);
    }
}

void ms_method_define(uint32_t id, const struct ms_method_names *names) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, id);
    ms_definition_number(&definer, names->native ? 1 : 0);
    ms_definition_bytes(&definer, names->class_name, names->class_length);
    ms_definition_text(&definer, names->name);
    ms_definition_text(&definer, names->signature);
    ms_definition_text(&definer, names->file);
    ms_definition_end(&definer, MS_DEFINE_METHOD, NULL);
    ms_lock_release(&ms_process->lock, mask);
}

static void define_lines(uint32_t id, const struct ms_method_line *lines, uint32_t count) {
    struct ms_method_line before = {0, 0};
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, id);
    ms_definition_number(&definer, count);
    for (uint32_t i = 0; i < count; i++) {
        ms_definition_number(&definer, lines[i].index - before.index);
        ms_definition_signed(&definer, (int64_t)lines[i].line - (int64_t)before.line);
        before = lines[i];
    }
    ms_definition_end(&definer, MS_DEFINE_LINES, NULL);
    ms_lock_release(&ms_process->lock, mask);
}

void ms_method_define_lines(uint32_t id, const struct ms_method_line *lines, uint32_t count) {
    while (count > 0) {
        uint32_t part = count < MS_LINES_AT_ONCE ? count : MS_LINES_AT_ONCE;
        define_lines(id, lines, part);
        lines += part;
        count -= part;
    }
}
