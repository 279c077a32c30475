#include "scan_plan.h"

#include "java_heap.h"
#include "process.h"
#include "scan_maps.h"
#include "scan_words.h"
#include "segments.h"

#define MS_RED_ZONE_BYTES 128U /* below the stack pointer, and in use */

/* The thread's structure begins at its base. It is smaller than a page, and the end of its stack is
 * the end of the page in which it ends. */
#define MS_THREAD_STRUCTURE_BYTES 2304U

static struct ms_scan_claim *claim(struct ms_scan_work *work, enum ms_scan_kind kind,
                                   uint64_t start, uint64_t end) {
    static struct ms_scan_claim none;
    if (start >= end || work->claim_count == MS_SCAN_CLAIMS) {
        return &none;
    }
    struct ms_scan_claim *made = &work->claims[work->claim_count++];
    *made = (struct ms_scan_claim){.start = start, .end = end, .kind = kind};
    return made;
}

/* Nothing can be below it: libc's stacks end like this, and the JVM's. */
static bool is_guarded(const struct ms_scan_work *work, const struct ms_scan_mapping *mapping) {
    const struct ms_scan_mapping *below = mapping - 1;
    return mapping > work->mappings && below->end == mapping->start && !below->is_readable &&
           below->kind == MS_SCAN_OTHER;
}

static uint64_t later(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

/* The part from the stack pointer on. Below it there is nothing, if all of the mapping is stack. */
static void claim_live_stack(struct ms_scan_work *work, const struct ms_scan_mapping *mapping,
                             uint64_t stack_pointer, uint64_t end, bool is_all_stack) {
    uint64_t live = later(stack_pointer - MS_RED_ZONE_BYTES, mapping->start) & ~7ULL;
    claim(work, MS_SCAN_STACK, live, end)->may_hold_blocks = !is_all_stack;
    if (is_all_stack) {
        claim(work, MS_SCAN_NOTHING, mapping->start, live);
    }
}

/* libc puts a thread's structure at the end of its stack, and its variables below that. A stack
 * that the program has provided may be a block, with others about it. */
static void claim_thread(struct ms_scan_work *work, const struct ms_scan_thread *thread) {
    const struct ms_scan_mapping *base = ms_scan_mapping_of(work, thread->base);
    const struct ms_scan_mapping *stack = ms_scan_mapping_of(work, thread->stack_pointer);
    if (stack != NULL && stack->kind == MS_SCAN_STACK) {
        claim_live_stack(work, stack, thread->stack_pointer, stack->end, true);
    }
    if (base == NULL || base->kind != MS_SCAN_OTHER) {
        return;
    }
    bool is_all_stack = is_guarded(work, base);
    uint64_t below = work->thread_local_bytes > MS_THREAD_STRUCTURE_BYTES
                         ? work->thread_local_bytes - MS_THREAD_STRUCTURE_BYTES
                         : 0;
    uint64_t local = later(thread->base - below, base->start) & ~7ULL;
    uint64_t end =
        is_all_stack ? ms_scan_page_up(thread->base + 1) : thread->base + MS_THREAD_STRUCTURE_BYTES;
    if (stack == base && thread->stack_pointer < thread->base) {
        local = later(local, thread->stack_pointer & ~7ULL);
        claim_live_stack(work, base, thread->stack_pointer, local, is_all_stack);
    } else if (is_all_stack) { /* it runs on another one, and may come back */
        claim(work, MS_SCAN_STACK, base->start, local);
    }
    claim(work, MS_SCAN_THREAD_LOCAL, local, end < base->end ? end : base->end)->may_hold_blocks =
        !is_all_stack;
}

/* It points at itself twice. */
void ms_scan_find_thread(struct ms_scan_work *work, const struct ms_scan_mapping *mapping) {
    enum { APART = 64 / sizeof(uint64_t) };
    uint64_t from = later(mapping->end - 2 * MS_SCAN_PAGE, mapping->start);
    size_t count = (mapping->end - from) / sizeof(uint64_t);
    if (ms_scan_copy(work, work->read, from, count * sizeof(uint64_t)) <= 0) {
        return;
    }
    for (size_t i = 0; i + 2 < count && work->thread_count < MS_SCAN_THREADS; i += APART) {
        uint64_t at = from + i * sizeof(uint64_t);
        if (work->read[i] == at && work->read[i + 2] == at && at != work->caller_base) {
            work->threads[work->thread_count++] = (struct ms_scan_thread){.base = at};
            return;
        }
    }
}

/* Where the data of an object ends that has not all come from its file. 0: not known. */
static uint64_t end_of_object(const struct ms_scan_work *work,
                              const struct ms_scan_mapping *first) {
    _Alignas(8) uint8_t page[MS_SCAN_PAGE];
    uint64_t lowest = UINT64_MAX;
    uint64_t highest = 0;
    if (!first->is_readable ||
        ms_scan_copy(work, page, first->start, sizeof page) != (long)sizeof page) {
        return 0;
    }
    struct ms_segments segments = ms_segments_at((uint64_t)page);
    for (size_t i = 0; i < segments.count; i++) {
        const ElfW(Phdr) *segment = &segments.headers[i];
        if (segment->p_type == PT_LOAD) {
            uint64_t start = segment->p_vaddr & ~(uint64_t)(MS_SCAN_PAGE - 1);
            uint64_t end = segment->p_vaddr + segment->p_memsz;
            lowest = start < lowest ? start : lowest;
            highest = later(end, highest);
        }
    }
    return lowest < highest ? first->start + ms_scan_page_up(highest - lowest) : 0;
}

/* Zeroed data is anonymous, and neighbours may appear as one mapping with it. */
static void claim_zeroed_data(struct ms_scan_work *work) {
    const struct ms_scan_mapping *first = NULL;
    for (uint32_t i = 0; i < work->mapping_count; i++) {
        const struct ms_scan_mapping *mapping = &work->mappings[i];
        if (mapping->starts_file) {
            first = mapping;
        } else if (first != NULL && mapping->kind == MS_SCAN_OTHER && mapping->is_readable &&
                   mapping[-1].is_file && mapping[-1].end == mapping->start) {
            uint64_t end = end_of_object(work, first);
            claim(work, MS_SCAN_DATA, mapping->start, end < mapping->end ? end : mapping->end);
            first = NULL;
        }
    }
}

extern const char __ehdr_start[];
extern const char _end[];

static void claim_own(struct ms_scan_work *work) {
    uint64_t start;
    uint64_t end;
    ms_process_range(&start, &end);
    claim(work, MS_SCAN_NOTHING, start, end);
    claim(work, MS_SCAN_NOTHING, (uint64_t)work, ms_scan_page_up((uint64_t)(work + 1)));
    claim(work, MS_SCAN_NOTHING, (uint64_t)__ehdr_start, ms_scan_page_up((uint64_t)_end));
}

static bool comes_before(const struct ms_scan_claim *a, const struct ms_scan_claim *b) {
    return a->start < b->start;
}

static void sink(struct ms_scan_claim *claims, uint32_t at, uint32_t count) {
    struct ms_scan_claim moved = claims[at];
    for (uint32_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && comes_before(&claims[child], &claims[child + 1])) {
            child++;
        }
        if (!comes_before(&moved, &claims[child])) {
            break;
        }
        claims[at] = claims[child];
        at = child;
    }
    claims[at] = moved;
}

/* A heap sort: in place, and never slow. */
static void sort(struct ms_scan_claim *claims, uint32_t count) {
    for (uint32_t i = count / 2; i-- > 0;) {
        sink(claims, i, count);
    }
    for (uint32_t end = count; end-- > 1;) {
        struct ms_scan_claim last = claims[end];
        claims[end] = claims[0];
        claims[0] = last;
        sink(claims, 0, end);
    }
}

/* Where two claim the same, the one that begins first has it. */
static void make_disjoint(struct ms_scan_work *work) {
    uint64_t taken = 0;
    for (uint32_t i = 0; i < work->claim_count; i++) {
        struct ms_scan_claim *one = &work->claims[i];
        one->start = later(one->start, taken);
        one->end = later(one->end, one->start);
        taken = one->end;
    }
}

static void add_target(struct ms_scan_work *work, uint64_t start, uint64_t end) {
    if (end > 1ULL << MS_SCAN_ADDRESS_BITS) {
        return; /* a program can ask for memory there: no allocator does */
    }
    struct ms_scan_range *last =
        work->target_count > 0 ? &work->targets[work->target_count - 1] : NULL;
    if (last != NULL && last->end == start) {
        last->end = end;
    } else if (work->target_count < MS_SCAN_MAPPINGS) {
        work->targets[work->target_count++] = (struct ms_scan_range){.start = start, .end = end};
    }
    for (uint64_t at = start >> MS_SCAN_GRANULE_SHIFT; at <= (end - 1) >> MS_SCAN_GRANULE_SHIFT;
         at++) {
        work->granules[at / 64] |= 1ULL << (at % 64);
    }
}

static void find_targets(struct ms_scan_work *work) {
    for (uint32_t i = 0; i < work->mapping_count; i++) {
        const struct ms_scan_mapping *mapping = &work->mappings[i];
        struct ms_scan_piece piece = {.end = mapping->start};
        while (mapping->is_readable && mapping->may_hold_blocks && piece.end < mapping->end) {
            piece = ms_scan_piece_at(work, i, piece.end);
            if (piece.may_hold_blocks) {
                add_target(work, piece.start, piece.end);
            }
        }
    }
    if (work->target_count > 0) {
        work->lowest_target = work->targets[0].start;
        work->target_span = work->targets[work->target_count - 1].end - work->lowest_target;
    }
}

void ms_scan_make_plan(struct ms_scan_work *work) {
    uint64_t heap;
    uint64_t size_bytes;
    claim_own(work);
    for (uint32_t i = 0; i < work->thread_count; i++) {
        if (!work->threads[i].is_gone) {
            claim_thread(work, &work->threads[i]);
        }
    }
    claim_zeroed_data(work);
    if (ms_java_heap(&heap, &size_bytes)) {
        claim(work, MS_SCAN_JAVA_HEAP, heap, heap + size_bytes);
    }
    sort(work->claims, work->claim_count);
    make_disjoint(work);
    find_targets(work);
}

/* The first claim that ends behind an address, or the number of claims. */
static uint32_t claim_behind(const struct ms_scan_work *work, uint64_t address) {
    uint32_t low = 0;
    uint32_t high = work->claim_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->claims[middle].end <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct ms_scan_piece ms_scan_piece_at(const struct ms_scan_work *work, uint32_t mapping,
                                      uint64_t from) {
    const struct ms_scan_mapping *whole = &work->mappings[mapping];
    struct ms_scan_piece piece = {.start = from,
                                  .end = whole->end,
                                  .kind = whole->kind,
                                  .may_hold_blocks = whole->may_hold_blocks};
    uint32_t next = claim_behind(work, from);
    if (next == work->claim_count) {
        return piece;
    }
    const struct ms_scan_claim *one = &work->claims[next];
    if (one->start > from) {
        piece.end = one->start < piece.end ? one->start : piece.end;
        return piece;
    }
    piece.end = one->end < piece.end ? one->end : piece.end;
    piece.kind = one->kind;
    piece.may_hold_blocks = piece.may_hold_blocks && one->may_hold_blocks;
    return piece;
}

bool ms_scan_is_target(struct ms_scan_work *work, uint64_t value) {
    const struct ms_scan_range *last = &work->targets[work->last_target];
    if (value - last->start < last->end - last->start) {
        return true;
    }
    uint32_t low = 0;
    uint32_t high = work->target_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->targets[middle].end <= value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == work->target_count || work->targets[low].start > value) {
        return false;
    }
    work->last_target = low;
    return true;
}
