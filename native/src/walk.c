#include "walk.h"

#include <stddef.h>

#include "code_cache.h"
#include "hash.h"
#include "module.h"
#include "thread.h"
#include "unwind.h"

/* Frames of unknown code that may follow one another. */
#define MS_UNKNOWN_FRAMES 64

/* In the kernel's frame of a signal: the ucontext's registers, in words from the stack pointer. */
enum { MS_UCONTEXT_FP = 15, MS_UCONTEXT_SP = 20, MS_UCONTEXT_PC = 21 };

/* A frame on the way: where its callee returns to, and the registers then. */
struct cursor {
    uintptr_t pc;
    uintptr_t sp;
    uintptr_t fp;
    const uintptr_t *fp_slot; /* where fp was read from; NULL: that is noted already */
    bool is_exact;            /* pc was interrupted, and is no return address */
};

/* What the walk may go back to. */
struct mark {
    uint32_t count;
    uint32_t java_count;
    uint64_t hash;
};

struct walker {
    struct ms_walk *walk;
    const struct ms_walk_limits *limits;
    struct ms_slots *slots;
    struct cursor at;
    uint32_t unknown; /* frames of unknown code in a row; `last_known` is before them */
    struct mark last_known;
    bool has_interpreted;
};

static void note(struct walker *walker, const uintptr_t *address, uintptr_t value) {
    struct ms_slots *slots = walker->slots;
    if (slots->count < slots->most) {
        slots->slots[slots->count] = (struct ms_slot){.address = address, .value = value};
    }
    slots->count++;
}

static uintptr_t read_word(struct walker *walker, uintptr_t address) {
    const uintptr_t *word = (const uintptr_t *)address; /* NOLINT: an address on this stack */
    note(walker, word, *word);
    return *word;
}

/* Whatever decides by the frame pointer depends on the word that it came from. */
static uintptr_t use_fp(struct walker *walker) {
    if (walker->at.fp_slot != NULL) {
        note(walker, walker->at.fp_slot, walker->at.fp);
        walker->at.fp_slot = NULL;
    }
    return walker->at.fp;
}

/* Words from `from` on that the walk may read: those of the frames not yet passed. */
static bool is_on_stack(const struct walker *walker, uintptr_t from, size_t words) {
    return from >= walker->at.sp && from % sizeof(uintptr_t) == 0 &&
           from <= ms_self.stack_top - words * sizeof(uintptr_t);
}

static void load_fp(struct walker *walker, uintptr_t address) {
    walker->at.fp_slot = (const uintptr_t *)address; /* NOLINT: an address on this stack */
    walker->at.fp = *walker->at.fp_slot;
}

/* To the caller, whose return address is in the word below `cfa`. False: the stack ends here. */
static bool return_to(struct walker *walker, uintptr_t cfa) {
    walker->at.pc = read_word(walker, cfa - sizeof(uintptr_t));
    walker->at.sp = cfa;
    walker->at.is_exact = false;
    if (walker->at.pc == 0) { /* as some starts of threads leave it */
        walker->walk->flags |= MS_STACK_REACHED_ENTRY;
        return false;
    }
    return true;
}

static bool is_cfa(const struct walker *walker, uintptr_t cfa) {
    return cfa > walker->at.sp && is_on_stack(walker, cfa - sizeof(uintptr_t), 1);
}

static bool step_by_row(struct walker *walker, const struct ms_row *row) {
    uintptr_t cfa;
    switch (row->cfa) {
    case MS_CFA_SP:
        cfa = walker->at.sp + (uintptr_t)(intptr_t)row->offset;
        break;
    case MS_CFA_PLT:
        cfa = walker->at.sp + (walker->at.pc % 16 >= 11 ? 16 : 8);
        break;
    case MS_CFA_FP:
        cfa = use_fp(walker) + (uintptr_t)(intptr_t)row->offset;
        break;
    default: { /* MS_CFA_FP_LOADED */
        uintptr_t word = use_fp(walker) + (uintptr_t)(intptr_t)row->offset;
        if (!is_on_stack(walker, word, 1)) {
            return false;
        }
        cfa = read_word(walker, word);
    }
    }
    if (!is_cfa(walker, cfa)) {
        return false;
    }
    if (row->fp == MS_FP_AT_CFA || row->fp == MS_FP_AT_FP) {
        uintptr_t base = row->fp == MS_FP_AT_CFA ? cfa : use_fp(walker);
        uintptr_t word = base + (uintptr_t)(intptr_t)row->fp_offset;
        if (!is_on_stack(walker, word, 1)) {
            return false;
        }
        load_fp(walker, word);
    } else if (row->fp == MS_FP_UNDEFINED) {
        walker->at.fp = 0;
        walker->at.fp_slot = NULL;
    }
    return return_to(walker, cfa);
}

static bool step_out_of_signal(struct walker *walker) {
    uintptr_t context = walker->at.sp;
    if (!is_on_stack(walker, context, MS_UCONTEXT_PC + 1)) {
        return false;
    }
    uintptr_t sp = read_word(walker, context + MS_UCONTEXT_SP * sizeof(uintptr_t));
    uintptr_t pc = read_word(walker, context + MS_UCONTEXT_PC * sizeof(uintptr_t));
    if (sp <= context || !is_on_stack(walker, sp, 1)) {
        return false; /* interrupted on another stack */
    }
    load_fp(walker, context + MS_UCONTEXT_FP * sizeof(uintptr_t));
    walker->at.pc = pc;
    walker->at.sp = sp;
    walker->at.is_exact = true;
    return true;
}

/* Without better knowledge: the chain of saved frame pointers. The register may hold anything, so a
 * step counts only if it ends behind a call in an object, or in code of the JVM; unknown code may
 * follow unknown code as long as known code comes in the end. */
static bool step_by_frame_pointer(struct walker *walker, bool is_unknown) {
    uintptr_t fp = use_fp(walker);
    if (!is_on_stack(walker, fp, 2)) {
        return false;
    }
    uintptr_t caller = ((const uintptr_t *)fp)[1]; /* NOLINT: as checked */
    bool is_known = ms_code_cache_contains(caller) || ms_module_is_return_address(caller);
    if (!is_known) {
        read_word(walker, fp + sizeof(uintptr_t));
        if (!is_unknown || ++walker->unknown > MS_UNKNOWN_FRAMES || caller < 4096) {
            return false;
        }
    }
    load_fp(walker, fp);
    return return_to(walker, fp + 2 * sizeof(uintptr_t));
}

static bool step_native(struct walker *walker) {
    uintptr_t pc = walker->at.is_exact ? walker->at.pc : walker->at.pc - 1;
    struct ms_row row = walker->limits->afresh ? ms_unwind_row_afresh(pc) : ms_unwind_row(pc);
    switch (row.cfa) {
    case MS_CFA_OUTERMOST:
        walker->walk->flags |= MS_STACK_REACHED_ENTRY;
        return false;
    case MS_CFA_SIGNAL_FRAME:
        return step_out_of_signal(walker);
    case MS_CFA_NO_ROW:
        return step_by_frame_pointer(walker, false);
    case MS_CFA_NO_OBJECT:
        return step_by_frame_pointer(walker, true);
    default:
        return step_by_row(walker, &row);
    }
}

static void mix(struct walker *walker, uint64_t more) {
    walker->walk->hash = ms_hash_mix(walker->walk->hash, more);
}

static bool step_interpreted(struct walker *walker, struct ms_java_frame *frame) {
    uintptr_t fp = use_fp(walker);
    const uintptr_t size = sizeof(uintptr_t);
    if (!is_on_stack(walker, fp + (uintptr_t)MS_INTERPRETER_BCP * size, 2 - MS_INTERPRETER_BCP)) {
        return false;
    }
    frame->interpreted = true;
    frame->method = read_word(walker, fp + (uintptr_t)MS_INTERPRETER_METHOD * size);
    frame->bcp = read_word(walker, fp + (uintptr_t)MS_INTERPRETER_BCP * size);
    walker->has_interpreted = true;
    mix(walker, frame->method);
    mix(walker, frame->bcp);
    uintptr_t sender = read_word(walker, fp + (uintptr_t)MS_INTERPRETER_SENDER_SP * size);
    /* A linker of method handles takes its last argument off the stack: the sender's then ends at
     * our own frame's last word. */
    sender = sender == fp + size ? fp + 2 * size : sender;
    if (sender <= fp + size || !is_on_stack(walker, sender, 1)) {
        return false;
    }
    load_fp(walker, fp);
    bool is_called = return_to(walker, fp + 2 * size);
    walker->at.sp = sender; /* what the caller had; its callee's locals are above the frame */
    return is_called;
}

static bool step_sized(struct walker *walker, uintptr_t cfa) {
    const uintptr_t size = sizeof(uintptr_t);
    if (!is_cfa(walker, cfa) || !is_on_stack(walker, cfa - 2 * size, 2)) {
        return false;
    }
    load_fp(walker, cfa - 2 * size);
    return return_to(walker, cfa);
}

static bool step_generated(struct walker *walker) {
    struct ms_code code;
    ms_code_find(walker->at.pc, &code);
    struct ms_walk *walk = walker->walk;
    struct ms_java_frame *frame = &walk->java[walk->java_count++];
    *frame = (struct ms_java_frame){
        .index = walk->count - 1, .method = code.method, .sp = walker->at.sp, .fp = walker->at.fp};
    if (code.identity != NULL) {
        mix(walker, read_word(walker, (uintptr_t)code.identity));
    }
    if (walker->limits->stop_at_java) {
        return false;
    }
    switch (code.kind) {
    case MS_CODE_SIZED:
        return step_sized(walker, walker->at.sp + code.frame_bytes);
    case MS_CODE_FRAME_POINTER:
        return step_sized(walker, use_fp(walker) + 2 * sizeof(uintptr_t));
    case MS_CODE_INTERPRETER:
        return step_interpreted(walker, frame);
    default:
        return step_by_frame_pointer(walker, false);
    }
}

/* False: the stack ends here. */
static bool step(struct walker *walker) {
    struct ms_walk *walk = walker->walk;
    if (walk->count == walker->limits->depth) {
        walk->flags |= MS_STACK_CUT;
        return false;
    }
    uint32_t unknown = walker->unknown;
    walk->pcs[walk->count++] = walker->at.pc;
    mix(walker, walker->at.pc);
    if (unknown == 0) {
        walker->last_known = (struct mark){walk->count, walk->java_count, walk->hash};
    }
    bool goes_on =
        ms_code_cache_contains(walker->at.pc) ? step_generated(walker) : step_native(walker);
    if (goes_on && walker->unknown == unknown) {
        walker->unknown = 0; /* known code again: what led to it was code, too */
    }
    return goes_on;
}

void ms_walk_stack(struct ms_walk *walk, ms_frame hook, const struct ms_walk_limits *limits,
                   struct ms_slots *slots) {
    walk->count = 0;
    walk->flags = 0;
    walk->java_count = 0;
    walk->hash = ms_module_replaced();
    slots->count = 0;
    struct walker walker = {.walk = walk, .limits = limits, .slots = slots};
    uintptr_t here = (uintptr_t)hook;
    if (here < ms_self.stack_low || here + 2 * sizeof(uintptr_t) > ms_self.stack_top) {
        walk->pcs[walk->count++] = hook[1];
        mix(&walker, hook[1]);
        slots->count = slots->most + 1; /* nothing says that the same memory is the same stack */
        return;
    }
    walker.at.sp = here;
    load_fp(&walker, here);
    if (return_to(&walker, here + 2 * sizeof(uintptr_t))) {
        while (step(&walker)) {
        }
    }
    if (walker.unknown > 0) { /* unknown code only, which may have been no code at all */
        walk->count = walker.last_known.count;
        walk->java_count = walker.last_known.java_count;
        walk->hash = walker.last_known.hash;
    }
    mix(&walker, walk->flags);
    if (walker.has_interpreted) {
        mix(&walker, ms_code_epoch());
    }
}
