#include "java_stack.h"

#include <stddef.h>

#include "java_ask.h"
#include "java_physical.h"
#include "module.h"
#include "process.h"

/* Memory for telling one stack. Free ones are kept in a list, under the lock. */
struct java_buffer {
    struct java_buffer *next_free;
    struct ms_told told;
    _Alignas(16) char question[];
};

struct ms_java_buffers {
    struct java_buffer *free;
};

static struct java_buffer *take_locked(void) {
    if (ms_process->java_buffers == NULL) {
        ms_process->java_buffers = ms_process_alloc(sizeof(struct ms_java_buffers));
    }
    struct ms_java_buffers *buffers = ms_process->java_buffers;
    if (buffers == NULL || buffers->free == NULL) {
        return ms_process_alloc(sizeof(struct java_buffer) + ms_java_question_bytes());
    }
    struct java_buffer *buffer = buffers->free;
    buffers->free = buffer->next_free;
    return buffer;
}

static struct java_buffer *take_buffer(void) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct java_buffer *buffer = take_locked();
    ms_lock_release(&ms_process->lock, mask);
    return buffer;
}

static void give_back(struct java_buffer *buffer) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    if (ms_process->java_buffers != NULL) {
        buffer->next_free = ms_process->java_buffers->free;
        ms_process->java_buffers->free = buffer;
    }
    ms_lock_release(&ms_process->lock, mask);
}

static void add(struct ms_frames *frames, struct ms_frame_place frame) {
    if (frames->count < MS_STACK_MAX) {
        frames->frames[frames->count++] = frame;
    } else {
        frames->flags |= MS_STACK_CUT;
    }
}

static struct ms_frame_place java_frame(const struct ms_told_frame *frame, uint64_t pc) {
    if (frame->method == 0) {
        return (struct ms_frame_place){.place = 0, .at = pc};
    }
    return (struct ms_frame_place){.place = (uint64_t)frame->method << 1 | 1,
                                   .at = frame->index < 0 ? 0 : (uint64_t)frame->index + 1};
}

/* The walk's native frames, and between them what is told in place of its Java frames. */
static void join(const struct ms_walk *walk, const struct ms_told *told, struct ms_frames *frames) {
    uint32_t java = 0;
    uint32_t next = 0;
    for (uint32_t i = 0; i < walk->count; i++) {
        if (java == walk->java_count || walk->java[java].index != i) {
            add(frames, ms_module_frame(walk->pcs[i]));
            continue;
        }
        for (; next < told->ends[java]; next++) {
            add(frames, java_frame(&told->frames[next], walk->pcs[i]));
        }
        java++;
    }
    /* The JVM may see further than the walk. */
    for (; next < told->count; next++) {
        add(frames, java_frame(&told->frames[next], 0));
    }
}

void ms_java_frames(const struct ms_walk *walk, struct ms_frames *frames) {
    struct java_buffer *buffer = ms_process_is_sealed() ? NULL : take_buffer();
    frames->count = 0;
    frames->flags = walk->flags;
    if (buffer == NULL) {
        frames->flags |= MS_STACK_JAVA_UNRESOLVED;
        return;
    }
    bool is_whole_walk = (walk->flags & MS_STACK_REACHED_ENTRY) != 0;
    if (!ms_java_physical(walk, &buffer->told) || !is_whole_walk) {
        struct ms_question *question = (struct ms_question *)buffer->question;
        if (!ms_java_ask(walk, question, &buffer->told)) {
            ms_java_physical(walk, &buffer->told);
            frames->flags |= MS_STACK_JAVA_UNRESOLVED;
            ms_process_count(MS_JAVA_UNRESOLVED, 1);
        }
    }
    join(walk, &buffer->told, frames);
    give_back(buffer);
}
