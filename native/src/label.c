#include "label.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "definition.h"
#include "hash.h"
#include "memscope/memscope.h"
#include "process.h"

#define MS_LABELS_MOST 65536U
#define MS_LABELS_MOST_BYTES (8UL << 20)
#define MS_LABEL_BUCKETS (1U << 14)

/* Complete before it is linked, and never changed afterwards. */
struct label {
    struct label *next;
    uint64_t hash;
    uint32_t id;
    uint32_t length;
    char text[];
};

struct ms_labels {
    _Atomic uint32_t count;
    size_t bytes; /* under the lock, as all that adds */
    struct label *_Atomic buckets[MS_LABEL_BUCKETS];
};

size_t ms_label_kept(const char *text, size_t length) {
    if (length <= MEMSCOPE_NAME_MAX) {
        return length;
    }
    length = MEMSCOPE_NAME_MAX;
    while (length > 0 && ((uint8_t)text[length] & 0xC0) == 0x80) {
        length--;
    }
    return length;
}

static uint64_t hash_of(const char *text, size_t length) {
    uint64_t hash = length;
    for (size_t i = 0; i < length; i++) {
        hash = ms_hash_mix(hash, (uint8_t)text[i]);
    }
    return hash;
}

static bool is_same(const struct label *label, uint64_t hash, const char *text, size_t length) {
    if (label->hash != hash || label->length != length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (label->text[i] != text[i]) {
            return false;
        }
    }
    return true;
}

static uint32_t find(struct ms_labels *labels, uint64_t hash, const char *text, size_t length) {
    /* acquire: who sees a label sees its text, and its definition. */
    const struct label *label =
        atomic_load_explicit(&labels->buckets[hash % MS_LABEL_BUCKETS], memory_order_acquire);
    while (label != NULL && !is_same(label, hash, text, length)) {
        label = label->next;
    }
    return label == NULL ? 0 : label->id;
}

static bool define(uint32_t id, const char *text, size_t length) {
    struct ms_definer definer = ms_definition_begin();
    ms_definition_number(&definer, id);
    ms_definition_bytes(&definer, text, length);
    return ms_definition_end(&definer, MS_DEFINE_LABEL, NULL);
}

static uint32_t add(struct ms_labels *labels, uint64_t hash, const char *text, size_t length) {
    size_t size_bytes = sizeof(struct label) + length;
    uint32_t count = atomic_load_explicit(&labels->count, memory_order_relaxed);
    if (count == MS_LABELS_MOST || size_bytes > MS_LABELS_MOST_BYTES - labels->bytes) {
        return 0;
    }
    struct label *label = ms_process_alloc(size_bytes);
    if (label == NULL || !define(count + 1, text, length)) {
        return 0;
    }
    struct label *_Atomic *bucket = &labels->buckets[hash % MS_LABEL_BUCKETS];
    label->next = atomic_load_explicit(bucket, memory_order_relaxed);
    label->hash = hash;
    label->id = count + 1;
    label->length = (uint32_t)length;
    for (size_t i = 0; i < length; i++) {
        label->text[i] = text[i];
    }
    labels->bytes += size_bytes;
    atomic_store_explicit(&labels->count, label->id, memory_order_relaxed);
    atomic_store_explicit(bucket, label, memory_order_release);
    return label->id;
}

/* With the lock held. */
static struct ms_labels *table(void) {
    struct ms_labels *labels = atomic_load_explicit(&ms_process->labels, memory_order_relaxed);
    if (labels == NULL) {
        labels = ms_process_alloc(sizeof *labels);
        atomic_store_explicit(&ms_process->labels, labels, memory_order_release);
    }
    return labels;
}

uint32_t ms_label_id(const char *text, size_t length) {
    length = ms_label_kept(text, length);
    uint64_t hash = hash_of(text, length);
    struct ms_labels *labels = atomic_load_explicit(&ms_process->labels, memory_order_acquire);
    uint32_t id = labels == NULL ? 0 : find(labels, hash, text, length);
    if (id == 0 && !ms_process_is_sealed()) {
        uint64_t mask = ms_lock_acquire(&ms_process->lock);
        labels = table();
        id = labels == NULL ? 0 : find(labels, hash, text, length); /* another thread's meanwhile */
        if (id == 0 && labels != NULL) {
            id = add(labels, hash, text, length);
        }
        ms_lock_release(&ms_process->lock, mask);
    }
    if (id == 0) {
        ms_process_count(MS_NAMES_REFUSED, 1);
    }
    return id;
}

uint32_t ms_label_count(void) {
    struct ms_labels *labels = atomic_load_explicit(&ms_process->labels, memory_order_acquire);
    return labels == NULL ? 0 : atomic_load_explicit(&labels->count, memory_order_relaxed);
}
