#include "stack.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "lane.h"
#include "module.h"
#include "process.h"
#include "stack_table.h"
#include "thread.h"

/* Return addresses that were looked up and found to be such; a miss only costs the look-up. */
#define MS_KNOWN_PCS 2048

/* What is on the way, until the walk has memory of its own. */
#define MS_SHORT_STACK 128
struct ms_stack {
    uint64_t hash; /* of all that follows; tells stacks apart */
    uint32_t count;
    uint32_t flags;
    uint64_t *pcs; /* innermost first */
};

static uint64_t mix(uint64_t hash, uint64_t more) {
    hash = (hash ^ more) * 0x9E3779B97F4A7C15ULL;
    return hash ^ (hash >> 29);
}

struct ms_known_pcs {
    _Atomic uint64_t slots[MS_KNOWN_PCS];
};

bool ms_stacks_start(void) {
    ms_process->known_pcs = ms_process_alloc(sizeof(struct ms_known_pcs));
    return ms_process->known_pcs != NULL && ms_stack_table_start();
}

static bool is_return_address(uint64_t pc) {
    /* Addresses have 47 bits; the epoch above them makes every entry stale when an object went. */
    uint64_t key = pc | (uint64_t)ms_module_epoch() << 48;
    _Atomic uint64_t *slot = &ms_process->known_pcs->slots[mix(0, pc) % MS_KNOWN_PCS];
    if (atomic_load_explicit(slot, memory_order_relaxed) == key) {
        return true;
    }
    if (!ms_module_is_return_address(pc)) {
        return false;
    }
    atomic_store_explicit(slot, key, memory_order_relaxed);
    return true;
}

/* Follows saved frame pointers. Code that keeps none may leave anything in the register, so every
 * step stays between the last frame and the top of this thread's own stack (all of which is
 * mapped), and ends at the first word that is not behind a call in a loaded object. Outside the
 * thread's own stack (coroutines, signal stacks) nothing is read. */
static void walk(struct ms_stack *stack, ms_frame hook, struct ms_memo_walk *made) {
    uintptr_t low = (uintptr_t)hook + 2 * sizeof(uintptr_t);
    uintptr_t frame = hook[0];
    *made = (struct ms_memo_walk){.frame = frame, .pc = hook[1]};
    if (low < ms_self.stack_low || low > ms_self.stack_top) {
        return;
    }
    made->hook = (uintptr_t)hook;
    /* Written so that no garbage in `frame` can overflow. */
    uintptr_t highest = ms_self.stack_top - 2 * sizeof(uintptr_t);
    while (frame >= low && frame <= highest && frame % sizeof(uintptr_t) == 0) {
        uintptr_t next = ((ms_frame)frame)[0];
        uint64_t pc = ((ms_frame)frame)[1];
        if (made->frames < MS_MEMO_FRAMES) {
            made->words[2 * made->frames] = next;
            made->words[2 * made->frames + 1] = pc;
            made->frames++;
        } else {
            made->hook = 0; /* too long to be remembered */
        }
        if (!is_return_address(pc)) {
            return;
        }
        if (stack->count == ms_config.stack_depth || stack->count == MS_SHORT_STACK) {
            stack->flags |= MS_STACK_CUT;
            return;
        }
        stack->pcs[stack->count++] = pc;
        low = frame + 2 * sizeof(uintptr_t);
        frame = next;
    }
    if (frame == 0) { /* as the start of a thread or program leaves it */
        stack->flags |= MS_STACK_REACHED_ENTRY;
    }
}

/* The words are read where the walk read them: above the hook's frame, in the stack that it is in.
 */
static bool is_same_walk(const struct ms_memo_walk *made, ms_frame hook) {
    if (made->hook != (uintptr_t)hook || made->frame != hook[0] || made->pc != hook[1]) {
        return false;
    }
    uintptr_t frame = made->frame;
    uintptr_t difference = 0;
    for (uint32_t i = 0; i < made->frames; i++) {
        uintptr_t next = made->words[2 * i];
        difference |= ((ms_frame)frame)[0] ^ next;
        difference |= ((ms_frame)frame)[1] ^ made->words[2 * i + 1];
        frame = next;
    }
    return difference == 0;
}

static uint64_t hash_of(const struct ms_stack *stack) {
    uint64_t hash =
        stack->flags | (uint64_t)stack->count << 8 | (uint64_t)ms_module_replaced() << 32;
    for (uint32_t i = 0; i < stack->count; i++) {
        hash = mix(hash, stack->pcs[i]);
    }
    return hash;
}

/* An id outlives the objects it names, a memo does not: it is empty after one was unloaded. */
static struct ms_stack_memo *memo(void) {
    struct ms_stack_memo *memo = &ms_self.lane->memo;
    uint32_t epoch = ms_module_epoch();
    if (__builtin_expect(memo->epoch != epoch, 0)) {
        *memo = (struct ms_stack_memo){.epoch = epoch};
    }
    return memo;
}

static uint32_t find_id(struct ms_stack *stack) {
    /* Looks at the module again where one was unloaded; the other frames' were looked at by the
     * walk. */
    is_return_address(stack->pcs[0]);
    stack->hash = hash_of(stack);
    struct ms_frames frames;
    frames.count = stack->count;
    frames.flags = stack->flags;
    for (uint32_t i = 0; i < stack->count; i++) {
        frames.frames[i] = ms_module_frame(stack->pcs[i]);
    }
    return ms_stack_table_id(&frames);
}

static uint32_t id_of(struct ms_stack *stack) {
    struct ms_stack_memo *known = memo();
    uint64_t hash = hash_of(stack);
    uint64_t place = hash % MS_MEMO_STACKS;
    if (known->stacks[place].hash != hash || known->stacks[place].id == 0) {
        known->stacks[place].hash = hash;
        known->stacks[place].id = find_id(stack);
    }
    return known->stacks[place].id;
}

uint32_t ms_stack_caller(ms_frame hook) {
    uint64_t pc = hook[1];
    struct ms_stack_memo *known = memo();
    uint64_t place = (pc ^ pc >> 5) % MS_MEMO_CALLERS;
    if (known->callers[place].pc != pc || known->callers[place].id == 0) {
        struct ms_stack stack = {.count = 1, .flags = 0, .pcs = &pc};
        known->callers[place].pc = pc;
        known->callers[place].id = find_id(&stack);
    }
    return known->callers[place].id;
}

uint32_t ms_stack_here(ms_frame hook) {
    struct ms_memo_walk *made = &memo()->walks[((uintptr_t)hook >> 4 ^ hook[1]) % MS_MEMO_WALKS];
    if (is_same_walk(made, hook)) {
        return made->id;
    }
    uint64_t pcs[MS_SHORT_STACK];
    pcs[0] = hook[1];
    struct ms_stack stack = {.count = 1, .flags = 0, .pcs = pcs};
    walk(&stack, hook, made);
    uint32_t id = id_of(&stack);
    if (id == 0) {
        ms_process_count(MS_STACKS_GIVEN_UP, 1);
        stack.count = 1;
        stack.flags = MS_STACK_GIVEN_UP;
        id = id_of(&stack);
    }
    made->id = id;
    if (id == 0) {
        made->hook = 0;
    }
    return id;
}
