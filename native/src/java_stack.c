#include "java_stack.h"

#include <stddef.h>

#include "java_ask.h"
#include "java_physical.h"
#include "module.h"
#include "process.h"

/* Memory for asking the JVM, which is seldom done. Free ones are kept in a list, under the lock. */
struct ms_java_questions {
    struct ms_java_questions *next_free;
    _Alignas(16) char question[];
};

static struct ms_java_questions *take_question(void) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    struct ms_java_questions *taken = ms_process->java_questions;
    if (taken != NULL) {
        ms_process->java_questions = taken->next_free;
    } else {
        taken = ms_process_alloc(sizeof *taken + ms_java_question_bytes());
    }
    ms_lock_release(&ms_process->lock, mask);
    return taken;
}

static void give_back(struct ms_java_questions *taken) {
    uint64_t mask = ms_lock_acquire(&ms_process->lock);
    taken->next_free = ms_process->java_questions;
    ms_process->java_questions = taken;
    ms_lock_release(&ms_process->lock, mask);
}

static bool ask(const struct ms_walk *walk, struct ms_told *told) {
    struct ms_java_questions *taken = take_question();
    if (taken == NULL) {
        return false;
    }
    bool answered = ms_java_ask(walk, (struct ms_question *)taken->question, told);
    give_back(taken);
    return answered;
}

static void add(struct ms_frames *frames, struct ms_frame_place frame) {
    if (frames->count < MS_STACK_MAX) {
        frames->frames[frames->count++] = frame;
    } else {
        /* The walk may have come to the thread's entry: what is kept of it does not. */
        frames->flags = (frames->flags & ~(uint32_t)MS_STACK_REACHED_ENTRY) | MS_STACK_CUT;
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

void ms_java_frames(const struct ms_walk *walk, struct ms_told *told, struct ms_frames *frames) {
    frames->count = 0;
    frames->flags = walk->flags;
    if (ms_process_is_sealed()) { /* nothing can be asked, nor written */
        frames->flags |= MS_STACK_JAVA_UNRESOLVED;
        return;
    }
    bool is_whole_walk = (walk->flags & (MS_STACK_REACHED_ENTRY | MS_STACK_CUT)) != 0;
    if (!ms_java_physical(walk, told) || !is_whole_walk) {
        if (!ask(walk, told)) {
            bool is_told = ms_java_physical(walk, told);
            if (!is_told || told->count == 0) {
                frames->flags |= MS_STACK_JAVA_UNRESOLVED;
                ms_process_count(MS_JAVA_UNRESOLVED, 1);
            }
        }
    }
    join(walk, told, frames);
}
