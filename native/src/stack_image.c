#include "stack_image.h"

uint32_t ms_image_unchanged(const struct ms_stack_image *image, uintptr_t above) {
    /* One that was cut has other outermost frames when its innermost change. */
    if (!image->is_whole || (image->flags & MS_STACK_CUT) != 0) {
        return 0;
    }
    const struct ms_slot *slot = image->slots;
    for (uint32_t i = 0; i < image->count; i++) {
        const struct ms_image_frame *frame = &image->frames[i];
        /* What is below was left since, and may not even be readable. */
        if (frame->sp <= above) {
            return i;
        }
        uintptr_t difference = 0;
        for (const struct ms_slot *end = &image->slots[frame->slot_end]; slot < end; slot++) {
            difference |= *slot->address ^ slot->value;
        }
        if (difference != 0) {
            return i;
        }
    }
    return image->count;
}
