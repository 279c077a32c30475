#include "task.h"

#include "clock.h"
#include "definition.h"
#include "label.h"
#include "process.h"

/* Sets of four: a line of the processor's cache. The JVM numbers threads one after the other, so
 * as many as there are entries fill the table evenly. Where there is little memory, fewer. */
#define MS_TASK_WAYS 4
static const uint32_t sizes[] = {1U << 18, 1U << 14};

struct entry {
    _Atomic uint64_t thread; /* 0: free */
    _Atomic uint32_t task;
};

struct ms_task_table {
    uint32_t sets; /* a power of two */
    _Alignas(64) struct entry entries[][MS_TASK_WAYS];
};

ms_task_word (*_Atomic ms_task_find_word)(void);

uint32_t ms_task_define(const char *name, size_t length, uint32_t parent) {
    if (ms_process_is_sealed()) {
        ms_process_count(MS_NAMES_REFUSED, 1);
        return 0;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    uint32_t task = ms_task_count() + 1;
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, task);
    ms_definition_number(&definer, ms_clock_ticks());
    ms_definition_number(&definer, parent < task ? parent : 0);
    ms_definition_bytes(&definer, name, ms_label_kept(name, length));
    bool is_defined = task != 0 && ms_definition_end(&definer, MS_DEFINE_TASK, NULL);
    if (is_defined) {
        atomic_store_explicit(&ms_process->tasks, task, memory_order_relaxed);
    }
    ms_lock_release(&ms_process->lock, mask);
    if (!is_defined) {
        ms_process_count(MS_NAMES_REFUSED, 1);
        return 0;
    }
    return task;
}

uint32_t ms_task_count(void) {
    return atomic_load_explicit(&ms_process->tasks, memory_order_relaxed);
}

static struct ms_task_table *make_table(void) {
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct ms_task_table *table = ms_process_alloc(
            sizeof *table + (size_t)sizes[i] * MS_TASK_WAYS * sizeof(struct entry));
        if (table != NULL) {
            table->sets = sizes[i];
            return table;
        }
    }
    return NULL;
}

bool ms_task_table_start(void) {
    if (atomic_load_explicit(&ms_process->task_table, memory_order_acquire) != NULL) {
        return true;
    }
    if (ms_process_is_sealed()) {
        return false;
    }
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_task_table *table =
        atomic_load_explicit(&ms_process->task_table, memory_order_relaxed);
    if (table == NULL) {
        table = make_table();
        atomic_store_explicit(&ms_process->task_table, table, memory_order_release);
    }
    ms_lock_release(&ms_process->lock, mask);
    return table != NULL;
}

static struct entry *set_of(uint64_t thread) {
    struct ms_task_table *table =
        atomic_load_explicit(&ms_process->task_table, memory_order_acquire);
    return table == NULL ? NULL : table->entries[thread & (table->sets - 1)];
}

/* A thread's entry is written by itself alone. It may go on upon another carrier in between: then
 * the JVM has seen to it that what it wrote is seen there. */
static struct entry *find(struct entry *set, uint64_t thread) {
    for (unsigned i = 0; set != NULL && i < MS_TASK_WAYS; i++) {
        if (atomic_load_explicit(&set[i].thread, memory_order_relaxed) == thread) {
            return &set[i];
        }
    }
    return NULL;
}

uint32_t ms_task_of(uint64_t thread) {
    const struct entry *entry = find(set_of(thread), thread);
    return entry == NULL ? 0 : atomic_load_explicit(&entry->task, memory_order_relaxed);
}

static struct entry *take(struct entry *set, uint64_t thread) {
    for (unsigned i = 0; set != NULL && i < MS_TASK_WAYS; i++) {
        uint64_t nobody = 0;
        if (atomic_compare_exchange_strong_explicit(&set[i].thread, &nobody, thread,
                                                    memory_order_acquire, memory_order_relaxed)) {
            return &set[i];
        }
    }
    return NULL;
}

bool ms_task_set(uint64_t thread, uint32_t task) {
    struct entry *set = set_of(thread);
    struct entry *entry = find(set, thread);
    if (task == 0) {
        if (entry != NULL) {
            atomic_store_explicit(&entry->task, 0, memory_order_relaxed);
            /* release: who takes it next finds no task of ours. */
            atomic_store_explicit(&entry->thread, 0, memory_order_release);
        }
        return true;
    }
    entry = entry == NULL ? take(set, thread) : entry;
    if (entry != NULL) {
        atomic_store_explicit(&entry->task, task, memory_order_relaxed);
    }
    return entry != NULL;
}
