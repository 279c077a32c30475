#include "stack_table.h"

#include <stdatomic.h>
#include <stddef.h>

#include "definition.h"
#include "module.h"
#include "process.h"
#include "stack.h"

#define MS_FIRST_SLOTS 4096U
#define MS_MOST_SLOTS (1U << 19)

/* The whole 64-bit hash decides: among 393,216 stacks two are alike with a chance of 4 in a
 * billion. */
struct slot {
    uint64_t hash;
    _Atomic uint32_t id; /* 0: empty. Stored last */
};

struct table {
    uint32_t slots;
    struct slot entries[];
};

/* Old tables stay, for a reader may still be in one: all of them together are as large as the last.
 */
struct ms_stack_tables {
    struct table *_Atomic current;
    uint32_t used;
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
        *id = atomic_load_explicit(&slot->id, memory_order_acquire);
        if (*id == 0 || slot->hash == hash) {
            return slot;
        }
    }
}

static void put(struct table *table, uint64_t hash, uint32_t id) {
    uint32_t none;
    struct slot *slot = find(table, hash, &none);
    slot->hash = hash;
    atomic_store_explicit(&slot->id, id, memory_order_release);
}

/* Keeps a quarter of the slots empty. False: the largest table is as full as that. */
static bool make_room(struct ms_stack_tables *tables) {
    struct table *table = tables->current;
    if (tables->used < table->slots / 4 * 3) {
        return true;
    }
    if (table->slots == MS_MOST_SLOTS) {
        return false;
    }
    struct table *larger = make_table(table->slots * 2);
    if (larger == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < table->slots; i++) {
        uint32_t id = atomic_load_explicit(&table->entries[i].id, memory_order_relaxed);
        if (id != 0) {
            put(larger, table->entries[i].hash, id);
        }
    }
    atomic_store_explicit(&tables->current, larger, memory_order_release);
    return true;
}

static bool define(uint32_t id, const struct ms_stack *stack,
                   const struct ms_module *const *modules) {
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, id);
    ms_definition_number(&definer, stack->flags);
    ms_definition_number(&definer, stack->count);
    for (uint32_t i = 0; i < stack->count; i++) {
        ms_definition_number(&definer, modules[i] == NULL ? 0 : modules[i]->id);
        ms_definition_number(&definer, stack->pcs[i] - (modules[i] == NULL ? 0 : modules[i]->bias));
    }
    return ms_definition_end(&definer, MS_DEFINE_STACK, NULL);
}

static uint32_t add(const struct ms_stack *stack, const struct ms_module *const *modules) {
    struct ms_stack_tables *tables = ms_process->stack_tables;
    uint32_t id;
    find(tables->current, stack->hash, &id);
    if (id == 0 && make_room(tables) && define(tables->used + 1, stack, modules)) {
        id = ++tables->used;
        put(tables->current, stack->hash, id);
    }
    return id;
}

uint32_t ms_stack_table_id(const struct ms_stack *stack) {
    struct table *table =
        atomic_load_explicit(&ms_process->stack_tables->current, memory_order_acquire);
    uint32_t id;
    find(table, stack->hash, &id);
    if (id != 0) {
        return id;
    }
    if (ms_process_is_sealed()) {
        return 0;
    }
    /* Before the lock: a module never seen takes it, too. */
    const struct ms_module *modules[MS_STACK_MAX];
    for (uint32_t i = 0; i < stack->count; i++) {
        modules[i] = ms_module_of(stack->pcs[i]);
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    id = add(stack, modules);
    ms_lock_release(&ms_process->lock, mask);
    return id;
}
