#include "walk.h"

#include <stddef.h>

#include "code_cache.h"
#include "hash.h"
#include "module.h"
#include "thread.h"
#include "unwind.h"

/* Frames of unknown code that may follow one another. */
#define MS_UNKNOWN_FRAMES 64

/* What the start of a program may have pushed. */
#define MS_START_BYTES 128

/* Of a Java method, on the stack: thirty words, and a continuation's first frame has few. */
#define MS_ARGUMENT_BYTES 240

/* In the kernel's frame of a signal: the ucontext's registers, in words from the stack pointer. */
enum { MS_UCONTEXT_FP = 15, MS_UCONTEXT_SP = 20, MS_UCONTEXT_PC = 21 };

struct walker {
    struct ms_fresh *fresh;
    const struct ms_walk_limits *limits;
    struct ms_image_frame at; /* the frame that the walk has come to */
    uint32_t flags;
    uint32_t unknown;    /* frames of unknown code in a row */
    uint32_t last_known; /* frames before them */
};

static uintptr_t read_word(struct walker *walker, uintptr_t address) {
    struct ms_fresh *fresh = walker->fresh;
    const uintptr_t *word = (const uintptr_t *)address; /* NOLINT: an address on this stack */
    if (fresh->slot_count < MS_IMAGE_SLOTS) {
        fresh->slots[fresh->slot_count++] = (struct ms_slot){.address = word, .value = *word};
    } else {
        fresh->is_cut_short = true;
    }
    return *word;
}

/* The frame that is being left. */
static struct ms_image_frame *left(struct walker *walker) {
    return &walker->fresh->frames[walker->fresh->count - 1];
}

static uintptr_t use_fp(struct walker *walker) {
    left(walker)->uses_fp = true;
    return walker->at.fp;
}

/* Words from `from` on that the walk may read: those of the frames not yet passed. */
static bool is_on_stack(const struct walker *walker, uintptr_t from, size_t words) {
    return from >= walker->at.sp && from % sizeof(uintptr_t) == 0 &&
           from <= ms_self.stack_top - words * sizeof(uintptr_t);
}

/* Which frame's business that was is settled when it is known who needs it: see finish. */
static void load_fp(struct walker *walker, uintptr_t address) {
    const uintptr_t *slot = (const uintptr_t *)address; /* NOLINT: an address on this stack */
    left(walker)->fp_slot = slot;
    left(walker)->does_keep_fp = false;
    walker->at.fp = *slot;
}

/* To the caller, whose return address is in the word below `cfa`. False: the stack ends here. */
static bool return_to(struct walker *walker, uintptr_t cfa) {
    walker->at.pc = read_word(walker, cfa - sizeof(uintptr_t));
    walker->at.sp = cfa;
    walker->at.is_exact = false;
    if (walker->at.pc == 0) { /* as some starts of threads leave it */
        walker->flags |= MS_STACK_REACHED_ENTRY;
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
        left(walker)->does_keep_fp = false;
        walker->at.fp = 0;
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
static bool step_by_frame_pointer(struct walker *walker) {
    uintptr_t fp = use_fp(walker);
    if (!is_on_stack(walker, fp, 2)) {
        return false;
    }
    uintptr_t caller = ((const uintptr_t *)fp)[1]; /* NOLINT: as checked */
    bool is_known = ms_code_cache_contains(caller) || ms_module_is_return_address(caller);
    if (!is_known) {
        read_word(walker, fp + sizeof(uintptr_t));
        if (++walker->unknown > MS_UNKNOWN_FRAMES || caller < 4096) {
            return false;
        }
    }
    load_fp(walker, fp);
    return return_to(walker, fp + 2 * sizeof(uintptr_t));
}

/* Where a program starts: the ABI has fp zero there, and the rest of the stack is the kernel's. */
static bool is_program_start(struct walker *walker) {
    return use_fp(walker) == 0 && ms_self.stack_top - walker->at.sp <= MS_START_BYTES;
}

static bool step_native(struct walker *walker) {
    uintptr_t pc = walker->at.is_exact ? walker->at.pc : walker->at.pc - 1;
    struct ms_row row = walker->limits->afresh ? ms_unwind_row_afresh(pc) : ms_unwind_row(pc);
    switch (row.cfa) {
    case MS_CFA_OUTERMOST:
        walker->flags |= MS_STACK_REACHED_ENTRY;
        return false;
    case MS_CFA_SIGNAL_FRAME:
        return step_out_of_signal(walker);
    case MS_CFA_NO_ROW:
        if (is_program_start(walker)) { /* of the loader, which has no row */
            walker->flags |= MS_STACK_REACHED_ENTRY;
            return false;
        }
        return step_by_frame_pointer(walker);
    case MS_CFA_NO_OBJECT:
        return step_by_frame_pointer(walker);
    default:
        return step_by_row(walker, &row);
    }
}

static bool step_interpreted(struct walker *walker) {
    uintptr_t fp = use_fp(walker);
    const uintptr_t size = sizeof(uintptr_t);
    if (!is_on_stack(walker, fp + (uintptr_t)MS_INTERPRETER_BCP * size, 2 - MS_INTERPRETER_BCP)) {
        return false;
    }
    left(walker)->kind = MS_FRAME_INTERPRETED;
    left(walker)->method = read_word(walker, fp + (uintptr_t)MS_INTERPRETER_METHOD * size);
    left(walker)->detail = read_word(walker, fp + (uintptr_t)MS_INTERPRETER_BCP * size);
    uintptr_t sender = read_word(walker, fp + (uintptr_t)MS_INTERPRETER_SENDER_SP * size);
    /* A linker of method handles takes the last argument off the stack: the sender's part then ends
     * within the frame. */
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

/* The frames that a virtual thread had before its last switch may still be frozen in the heap: the
 * outermost one on the stack then returns to a stub that brings them back, with any frame pointer.
 * The stack goes on with the frame in which the continuation was entered, which begins here, or
 * behind what the outermost frame was given on the stack. */
static bool step_to_continuation(struct walker *walker) {
    uintptr_t entry = walker->limits->entry;
    uintptr_t pc = ms_code_continuation();
    if (pc == 0 || entry < walker->at.sp || entry - walker->at.sp > MS_ARGUMENT_BYTES) {
        return false;
    }
    walker->at.pc = pc;
    walker->at.sp = entry;
    walker->at.is_exact = false;
    return true;
}

static bool step_generated(struct walker *walker) {
    struct ms_code code;
    ms_code_find(walker->at.pc, &code);
    left(walker)->kind = code.method != 0 ? MS_FRAME_COMPILED : MS_FRAME_STUB;
    left(walker)->method = code.method;
    if (code.identity != NULL) {
        left(walker)->detail = read_word(walker, (uintptr_t)code.identity);
    }
    if (code.origin_bytes != MS_CODE_NO_ORIGIN &&
        is_on_stack(walker, walker->at.sp + code.origin_bytes, 1)) {
        left(walker)->detail ^= read_word(walker, walker->at.sp + code.origin_bytes);
    }
    if (walker->limits->stop_at_java) {
        return false;
    }
    switch (code.kind) {
    case MS_CODE_SIZED:
        return step_sized(walker, walker->at.sp + code.frame_bytes);
    case MS_CODE_FRAME_POINTER:
        return step_to_continuation(walker) ||
               step_sized(walker, use_fp(walker) + 2 * sizeof(uintptr_t));
    case MS_CODE_INTERPRETER:
        return step_interpreted(walker);
    default:
        return step_by_frame_pointer(walker);
    }
}

/* False: the stack ends here. */
static bool step(struct walker *walker) {
    struct ms_fresh *fresh = walker->fresh;
    if (fresh->count == walker->limits->depth) {
        walker->flags |= MS_STACK_CUT;
        return false;
    }
    uint32_t unknown = walker->unknown;
    walker->at.does_keep_fp = true;
    fresh->frames[fresh->count++] = walker->at;
    if (unknown == 0) {
        walker->last_known = fresh->count;
    }
    bool goes_on =
        ms_code_cache_contains(walker->at.pc) ? step_generated(walker) : step_native(walker);
    left(walker)->slot_end = fresh->slot_count;
    if (goes_on && walker->unknown == unknown) {
        walker->unknown = 0; /* known code again: what led to it was code, too */
    }
    return goes_on;
}

/* The frame of the image that the walk has come to, among the first `unchanged`. */
static bool is_back(const struct walker *walker, const struct ms_stack_image *image,
                    uint32_t *unchanged) {
    while (*unchanged > 0) {
        const struct ms_image_frame *frame = &image->frames[*unchanged - 1];
        if (frame->sp >= walker->at.sp) {
            return frame->sp == walker->at.sp && frame->pc == walker->at.pc &&
                   frame->is_exact == walker->at.is_exact &&
                   (!frame->does_fp_matter || frame->fp == walker->at.fp) &&
                   *unchanged + walker->fresh->count <= walker->limits->depth;
        }
        (*unchanged)--;
    }
    return false;
}

static uint64_t hash_of(const struct ms_image_frame *frame, uint64_t outside) {
    uint64_t hash = ms_hash_mix(outside, frame->pc);
    if (frame->kind != MS_FRAME_NATIVE) {
        hash = ms_hash_mix(hash, frame->detail);
    }
    if (frame->kind == MS_FRAME_INTERPRETED) {
        hash = ms_hash_mix(ms_hash_mix(hash, frame->method), ms_code_epoch());
    }
    return hash;
}

/* Puts a fresh frame on top of the image, with its slots. False: there is no room for them. */
static bool put(struct ms_stack_image *image, const struct ms_fresh *fresh, uint32_t number) {
    const struct ms_image_frame *outside =
        image->count == 0 ? NULL : &image->frames[image->count - 1];
    struct ms_image_frame *frame = &image->frames[image->count];
    *frame = fresh->frames[number];
    bool is_needed_outside = outside != NULL && outside->does_fp_matter;
    uint32_t to = outside == NULL ? 0 : outside->slot_end;
    uint32_t from = number == 0 ? 0 : fresh->frames[number - 1].slot_end;
    bool is_fp_kept = is_needed_outside && frame->fp_slot != NULL;
    if (to + (frame->slot_end - from) + is_fp_kept > MS_IMAGE_SLOTS) {
        return false;
    }
    while (from < frame->slot_end) {
        image->slots[to++] = fresh->slots[from++];
    }
    if (is_fp_kept) {
        image->slots[to++] = (struct ms_slot){.address = frame->fp_slot, .value = outside->fp};
    }
    frame->slot_end = to;
    frame->does_fp_matter = frame->uses_fp || (frame->does_keep_fp && is_needed_outside);
    frame->hash = hash_of(frame, outside == NULL ? ms_hash_mix(ms_module_replaced(), image->flags)
                                                 : outside->hash);
    image->count++;
    return true;
}

/* The fresh frames, the outermost first, on top of those that the image keeps. */
static void finish(struct ms_stack_image *image, struct walker *walker, uint32_t kept) {
    struct ms_fresh *fresh = walker->fresh;
    if (kept == 0) {
        image->flags = walker->flags;
        image->is_whole = true;
    }
    if (walker->unknown > 0) { /* unknown code only, which may have been no code at all */
        fresh->count = walker->last_known;
        fresh->is_cut_short = true;
    }
    image->count = kept;
    image->is_whole = image->is_whole && !fresh->is_cut_short;
    for (uint32_t i = fresh->count; i-- > 0;) {
        if (!put(image, fresh, i)) {
            fresh->frames[i].slot_end = i == 0 ? 0 : fresh->frames[i - 1].slot_end;
            fresh->frames[i].fp_slot = NULL;
            put(image, fresh, i);
            image->is_whole = false;
        }
    }
}

void ms_walk_stack(struct ms_stack_image *image, ms_frame hook, const struct ms_walk_limits *limits,
                   struct ms_fresh *fresh) {
    uintptr_t here = (uintptr_t)hook;
    struct walker walker = {.fresh = fresh,
                            .limits = limits,
                            .at = {.pc = hook[1], .sp = here + 2 * sizeof *hook, .fp = hook[0]}};
    fresh->count = 0;
    fresh->slot_count = 0;
    fresh->is_cut_short = false;
    if (here < ms_self.stack_low || here + 2 * sizeof *hook > ms_self.stack_top) {
        /* Nothing says that the same memory will be the same stack. */
        fresh->frames[fresh->count++] = walker.at;
        fresh->is_cut_short = true;
        finish(image, &walker, 0);
        return;
    }
    uint32_t unchanged = ms_image_unchanged(image, here);
    bool is_same;
    while (!(is_same = is_back(&walker, image, &unchanged)) && step(&walker)) {
    }
    finish(image, &walker, is_same ? unchanged : 0);
}

void ms_walk_from_image(struct ms_walk *walk, const struct ms_stack_image *image) {
    walk->count = image->count;
    walk->flags = image->flags;
    walk->java_count = 0;
    for (uint32_t i = 0; i < image->count; i++) {
        const struct ms_image_frame *frame = &image->frames[image->count - 1 - i];
        walk->pcs[i] = frame->pc;
        if (frame->kind != MS_FRAME_NATIVE) {
            bool is_interpreted = frame->kind == MS_FRAME_INTERPRETED;
            walk->java[walk->java_count++] =
                (struct ms_java_frame){.index = i,
                                       .interpreted = is_interpreted,
                                       .method = frame->method,
                                       .bcp = is_interpreted ? frame->detail : 0,
                                       .sp = frame->sp,
                                       .fp = frame->fp};
        }
    }
}
