#include "java_stack.h"

#include "module.h"

void ms_java_frames(const struct ms_walk *walk, struct ms_frames *frames) {
    frames->count = walk->count;
    frames->flags = walk->flags | MS_STACK_JAVA_UNRESOLVED;
    for (uint32_t i = 0; i < walk->count; i++) {
        frames->frames[i] = ms_module_frame(walk->pcs[i]);
    }
}
