#include "stack_memo.h"

#include "code_cache.h"

void ms_memo_forget(struct ms_stack_memo *memo, uint32_t epoch) {
    memo->epoch = epoch;
    memo->code_epoch = ms_code_epoch();
    memo->image.is_whole = false;
    for (unsigned i = 0; i < MS_MEMO_SETS; i++) {
        for (unsigned way = 0; way < MS_MEMO_WAYS; way++) {
            memo->walks[i][way].hook = 0;
        }
    }
    for (unsigned i = 0; i < MS_MEMO_CALLERS; i++) {
        memo->callers[i].id = 0;
    }
}

/* The last one, at `way`, makes room. */
static void put_first(struct ms_memo_walk *walks, unsigned way, struct ms_memo_walk walk) {
    for (; way > 0; way--) {
        walks[way] = walks[way - 1];
    }
    walks[0] = walk;
}

/* The image's slot `number` and the next are a pair: a walk notes the return address first. */
static bool is_pair(const struct ms_stack_image *image, uint32_t number, uint32_t end) {
    const struct ms_slot *slot = &image->slots[number];
    return number + 1 < end && slot[0].address == slot[1].address + 1;
}

void ms_memo_keep(struct ms_stack_memo *memo, ms_frame hook, uint32_t id) {
    const struct ms_stack_image *image = &memo->image;
    const struct ms_image_frame *innermost = &image->frames[image->count - 1];
    uint32_t end = innermost->slot_end;
    uint32_t most = end + 2 + 3 * (MS_MEMO_STEP - 1);
    if (!image->is_whole || most > MS_MEMO_LONGEST) {
        return;
    }
    if (memo->written % MS_MEMO_SLOTS + most > MS_MEMO_SLOTS) { /* in one piece */
        memo->written += MS_MEMO_SLOTS - memo->written % MS_MEMO_SLOTS;
    }
    struct ms_slot *first = &memo->slots[memo->written % MS_MEMO_SLOTS];
    struct ms_slot *to = first;
    *to++ = (struct ms_slot){.address = &hook[1], .value = innermost->pc};
    if (innermost->does_fp_matter) {
        *to++ = (struct ms_slot){.address = &hook[0], .value = innermost->fp};
    }
    for (uint32_t i = 0; i < end; i++) {
        if (is_pair(image, i, end)) {
            i++;
        } else {
            *to++ = image->slots[i];
        }
    }
    while ((to - first) % MS_MEMO_STEP != 0) {
        *to = to[-1];
        to++;
    }
    struct ms_slot_pair *first_pair = (struct ms_slot_pair *)to;
    struct ms_slot_pair *pair = first_pair;
    for (uint32_t i = 0; i < end; i++) {
        if (is_pair(image, i, end)) {
            const struct ms_slot *slot = &image->slots[i++];
            *pair++ = (struct ms_slot_pair){.address = slot[1].address,
                                            .values = {slot[1].value, slot[0].value}};
        }
    }
    while ((pair - first_pair) % MS_MEMO_STEP != 0) {
        *pair = pair[-1];
        pair++;
    }
    put_first(ms_memo_walks_of(memo, hook), MS_MEMO_WAYS - 1,
              (struct ms_memo_walk){.hook = (uintptr_t)hook,
                                    .start = memo->written,
                                    .count = (uint32_t)(to - first),
                                    .pairs = (uint32_t)(pair - first_pair),
                                    .id = id,
                                    .hash = ms_image_hash(image)});
    memo->written += (uint64_t)((struct ms_slot *)pair - first);
}

/* As ms_memo_is_same, and through sooner where the innermost frames are others. */
static bool is_same(const struct ms_stack_memo *memo, const struct ms_memo_walk *walk,
                    ms_frame hook) {
    if (walk->hook != (uintptr_t)hook || memo->written - walk->start > MS_MEMO_SLOTS) {
        return false;
    }
    const struct ms_slot *first = &memo->slots[walk->start % MS_MEMO_SLOTS];
    const struct ms_slot_pair *first_pair = (const struct ms_slot_pair *)(first + walk->count);
    for (uint32_t i = walk->pairs; i-- > 0;) {
        ms_two_words differences =
            *(const ms_two_words *)first_pair[i].address ^ first_pair[i].values;
        if ((differences[0] | differences[1]) != 0) {
            return false;
        }
    }
    for (uint32_t i = walk->count; i-- > 0;) {
        if (*first[i].address != first[i].value) {
            return false;
        }
    }
    return true;
}

bool ms_memo_recall(const struct ms_stack_memo *memo, struct ms_memo_walk *walks, ms_frame hook) {
    for (unsigned way = 1; way < MS_MEMO_WAYS; way++) {
        if (is_same(memo, &walks[way], hook)) {
            put_first(walks, way, walks[way]);
            return true;
        }
    }
    return false;
}
