#include "stack.h"

#include <stdatomic.h>
#include <stddef.h>

#include "code_cache.h"
#include "config.h"
#include "java_stack.h"
#include "lane.h"
#include "module.h"
#include "process.h"
#include "scratch.h"
#include "seen_stacks.h"
#include "seldom.h"
#include "thread.h"
#include "unwind.h"
#include "vm_structs.h"

/* With MS_STACK_SAMPLED: of so many stacks that have Java frames, one is asked for them. */
#define MS_SAMPLED_STACKS 64

bool ms_stacks_start(void) {
    ms_process->stack_method = ms_config.stack_method;
    return ms_unwind_start() && ms_seen_stacks_start() && ms_stack_table_start();
}

enum ms_stack_method ms_stack_method(void) {
    return atomic_load_explicit(&ms_process->stack_method, memory_order_relaxed);
}

void ms_stack_set_method(enum ms_stack_method method) {
    atomic_store_explicit(&ms_process->stack_method, method, memory_order_relaxed);
}

/* What is remembered of a stack holds as long as its code stays: an id outlives the objects that it
 * names, an address does not. */
static inline struct ms_stack_memo *memo(void) {
    struct ms_stack_memo *memo = &ms_self.lane->memo;
    uint32_t epoch = atomic_load_explicit(&ms_module_changes, memory_order_relaxed);
    if (__builtin_expect(memo->epoch != epoch, 0)) {
        ms_memo_forget(memo, epoch);
    }
    return memo;
}

MS_SELDOM static uint32_t caller_only(uint64_t pc, uint32_t flags) {
    struct ms_frame_place frame = ms_module_frame(pc);
    uint32_t id;
    return ms_stack_table_ids(0, &frame, 1, flags, &id) ? id : 0;
}

uint32_t ms_stack_caller(ms_frame hook) {
    uint64_t pc = hook[1];
    struct ms_stack_memo *known = memo();
    uint64_t place = (pc ^ pc >> 5) % MS_MEMO_CALLERS;
    if (__builtin_expect(known->callers[place].pc != pc || known->callers[place].id == 0, 0)) {
        known->callers[place].pc = pc;
        known->callers[place].id = caller_only(pc, 0);
    }
    return known->callers[place].id;
}

/* The JVM keeps it beside the number of the thread. */
static uintptr_t continuation_entry(void) {
    ms_task_word number = atomic_load_explicit(&ms_self.lane->java_word, memory_order_relaxed);
    if (number == NULL || ms_vm.thread_continuation == MS_VM_NONE) {
        return 0;
    }
    return *(const uintptr_t *)((uintptr_t)number - ms_vm.thread_number +
                                ms_vm.thread_continuation);
}

struct ms_walk_limits ms_stack_limits(enum ms_stack_method method, bool afresh) {
    return (struct ms_walk_limits){.depth = ms_config.stack_depth,
                                   .stop_at_java = method != MS_STACK_MIXED,
                                   .afresh = afresh,
                                   .entry = continuation_entry()};
}

static bool is_sampled(void) {
    static _Atomic uint32_t stacks;
    return atomic_fetch_add_explicit(&stacks, 1, memory_order_relaxed) % MS_SAMPLED_STACKS == 0;
}

static bool ends_in_java(const struct ms_stack_image *image) {
    return image->frames[0].kind != MS_FRAME_NATIVE;
}

/* What an image consists of, for its ids: frames of which the stack is not known yet, and how many
 * of these, from the innermost on, are native. */
struct extent {
    uint32_t fresh;
    uint32_t native;
};

static struct extent measure(const struct ms_stack_image *image) {
    struct extent extent = {0};
    bool is_native = true;
    while (extent.fresh < image->count) {
        const struct ms_image_frame *frame = &image->frames[image->count - 1 - extent.fresh];
        if (frame->id != 0) {
            break;
        }
        is_native = is_native && frame->kind == MS_FRAME_NATIVE;
        extent.native += is_native ? 1 : 0;
        extent.fresh++;
    }
    return extent;
}

static void keep_ids(struct ms_stack_image *image, const uint32_t *ids, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        image->frames[image->count - 1 - i].id = ids[i];
    }
}

/* Native frames on top of a stack that is known, or of none. */
static uint32_t define_native(struct ms_stack_image *image, uint32_t count, uint32_t flags,
                              struct ms_scratch *scratch) {
    struct ms_frames *frames = &scratch->frames;
    frames->flags = flags;
    uint32_t parent = count < image->count ? image->frames[image->count - 1 - count].id : 0;
    for (uint32_t i = 0; i < count; i++) {
        frames->frames[i] = ms_module_frame(image->frames[image->count - 1 - i].pc);
    }
    if (!ms_stack_table_ids(parent, frames->frames, count, flags, scratch->ids)) {
        return 0;
    }
    keep_ids(image, scratch->ids, count);
    return scratch->ids[0];
}

/* The stack as the JVM tells it. Native frames inside the first of a Java method are one to one,
 * and so is that one's place. */
static uint32_t define_java(struct ms_stack_image *image, uint32_t native,
                            struct ms_scratch *scratch) {
    const struct ms_frames *frames = &scratch->frames;
    ms_walk_from_image(&scratch->walk, image);
    ms_java_frames(&scratch->walk, &scratch->told, &scratch->frames);
    if (frames->count == 0 ||
        !ms_stack_table_ids(0, frames->frames, frames->count, frames->flags, scratch->ids)) {
        return 0;
    }
    if ((frames->flags & MS_STACK_JAVA_UNRESOLVED) == 0 && native < frames->count) {
        keep_ids(image, scratch->ids, native + 1);
    }
    return scratch->ids[0];
}

static uint32_t define(struct ms_stack_image *image, bool with_java, struct ms_scratch *scratch) {
    struct extent extent = measure(image);
    scratch->frames.flags = image->flags;
    if (extent.fresh == 0) {
        return image->frames[image->count - 1].id;
    }
    if (extent.native == extent.fresh) {
        return define_native(image, extent.fresh, image->flags, scratch);
    }
    if (with_java) {
        return define_java(image, extent.native, scratch);
    }
    return define_native(image, extent.fresh, image->flags | MS_STACK_JAVA_UNRESOLVED, scratch);
}

/* With MS_STACK_SAMPLED the frames of the image are not all that decides: what was asked for once
 * says nothing of the next time. */
static uint32_t sampled_id(struct ms_stack_image *image, struct ms_scratch *scratch) {
    image->is_whole = false;
    return define(image, is_sampled(), scratch);
}

/* The id of a stack just walked. What the JVM could not tell may be told the next time. */
static uint32_t id_of(struct ms_stack_image *image, struct ms_scratch *scratch, bool *is_final) {
    uint64_t hash = ms_image_hash(image);
    uint32_t id = ms_seen_stacks_id(hash);
    *is_final = true;
    if (id != 0) {
        image->frames[image->count - 1].id = id;
        return id;
    }
    bool is_mixed = ms_stack_method() == MS_STACK_MIXED;
    id = define(image, is_mixed, scratch);
    *is_final = !is_mixed || (scratch->frames.flags & MS_STACK_JAVA_UNRESOLVED) == 0;
    if (id != 0 && *is_final) {
        ms_seen_stacks_add(hash, id);
    }
    return id;
}

MS_SELDOM static uint32_t give_up(ms_frame hook) {
    ms_process_count(MS_STACKS_GIVEN_UP, 1);
    return caller_only(hook[1], MS_STACK_GIVEN_UP);
}

MS_SELDOM static uint32_t walk(ms_frame hook, struct ms_stack_memo *memo) {
    enum ms_stack_method method = ms_stack_method();
    struct ms_scratch *scratch = method == MS_STACK_CALLER ? NULL : ms_scratch_take();
    if (scratch == NULL) {
        return method == MS_STACK_CALLER ? ms_stack_caller(hook) : give_up(hook);
    }
    ms_self.lane->scratch = scratch;
    struct ms_stack_image *image = &memo->image;
    struct ms_walk_limits how = ms_stack_limits(method, false);
    ms_walk_stack(image, hook, &how, &scratch->fresh);
    bool is_final = false;
    uint32_t id = method == MS_STACK_SAMPLED && ends_in_java(image)
                      ? sampled_id(image, scratch)
                      : id_of(image, scratch, &is_final);
    if (id != 0 && is_final) {
        ms_memo_keep(memo, hook, id);
    }
    ms_self.lane->scratch = NULL;
    ms_scratch_give_back(scratch);
    return id != 0 ? id : give_up(hook);
}

/* The same stack has one id, unless the tree was begun anew: then the newer id is as good. */
static bool is_same_id(uint32_t remembered, uint32_t id, uint64_t hash) {
    if (id != remembered && ms_stack_table_is_second()) {
        ms_seen_stacks_add(hash, id);
        return true;
    }
    return id == remembered;
}

/* Once more, with nothing remembered: rows, words of the stack, ids. */
MS_SELDOM static uint32_t verify(ms_frame hook, uint32_t remembered, uint64_t remembered_hash) {
    enum ms_stack_method method = ms_stack_method();
    struct ms_scratch *scratch = method == MS_STACK_CALLER ? NULL : ms_scratch_take();
    if (scratch == NULL) {
        return remembered;
    }
    ms_self.lane->scratch = scratch;
    struct ms_walk_limits how = ms_stack_limits(method, true);
    scratch->image.is_whole = false;
    ms_walk_stack(&scratch->image, hook, &how, &scratch->fresh);
    uint64_t hash = ms_image_hash(&scratch->image);
    uint32_t id = define(&scratch->image, method == MS_STACK_MIXED, scratch);
    /* The JVM cannot always tell: that is counted, and no difference. Nor can two walks be compared
     * when code came or went between them: their hashes say so. The JVM's epoch is asked for as
     * well: a thread may be interrupted between telling the one and the other. */
    const struct ms_stack_memo *memo = &ms_self.lane->memo;
    bool has_changed =
        memo->code_epoch != ms_code_epoch() ||
        memo->epoch != atomic_load_explicit(&ms_module_changes, memory_order_relaxed);
    if (id != 0 && !has_changed && (scratch->frames.flags & MS_STACK_JAVA_UNRESOLVED) == 0) {
        ms_process_count(MS_STACKS_VERIFIED, 1);
        if (hash != remembered_hash || !is_same_id(remembered, id, hash)) {
            ms_process_count(MS_STACK_DIFFERENCES, 1);
            remembered = id;
        }
    }
    ms_self.lane->scratch = NULL;
    ms_scratch_give_back(scratch);
    return remembered;
}

uint32_t ms_stack_here(ms_frame hook) {
    struct ms_stack_memo *known = memo();
    struct ms_memo_walk *made = ms_memo_walks_of(known, hook);
    bool is_known = ms_memo_is_same(known, made, hook) || ms_memo_recall(known, made, hook);
    uint32_t id = __builtin_expect(is_known, 1) ? made->id : walk(hook, known);
    if (__builtin_expect(ms_config.verify_stacks, 0) && known->image.count > 0) {
        return verify(hook, id, is_known ? made->hash : ms_image_hash(&known->image));
    }
    return id;
}
