/* Callers whose frames lie alike, as those of `operator new` do: each has its own stack, and a few
 * of them are remembered side by side. */
#define _GNU_SOURCE
#include "recording.h"

#include "lane.h"
#include "stack.h"
#include "thread.h"

#define ROUNDS 1000

/* What follows a call keeps it from being a jump. */
#define AFTER_CALL __asm__ volatile("" ::: "memory")

/* Stands where a hook would. */
__attribute__((noinline, optimize("no-omit-frame-pointer"))) static uint32_t stack(void) {
    CHECK(ms_enter((uintptr_t)MS_FRAME));
    uint32_t id = ms_stack_here(MS_FRAME);
    ms_leave();
    return id;
}

__attribute__((noinline)) static uint32_t allocate(void) {
    uint32_t id = stack();
    AFTER_CALL;
    return id;
}

/* Of the same size, so that the frames inside them lie at the same addresses. */
#define CALLER(name)                                                                               \
    __attribute__((noinline)) static uint32_t name(void) {                                         \
        __asm__ volatile("# " #name);                                                              \
        uint32_t id = allocate();                                                                  \
        AFTER_CALL;                                                                                \
        return id;                                                                                 \
    }
CALLER(first)
CALLER(second)
CALLER(third)
CALLER(fourth)
CALLER(fifth)
CALLER(sixth)

typedef uint32_t (*caller)(void);
static caller volatile callers[] = {first, second, third, fourth, fifth, sixth};

/* One place for all calls: the compiler may make several of a loop. */
__attribute__((noinline)) static uint32_t call(unsigned number) {
    uint32_t id = callers[number]();
    AFTER_CALL;
    return id;
}

__attribute__((noinline)) static void call_each(unsigned count, uint32_t *ids) {
    for (unsigned i = 0; i < count; i++) {
        ids[i] = call(i);
    }
}

static struct {
    uint32_t ids[sizeof callers / sizeof *callers];
    uint64_t written;
} rounds[ROUNDS];

static void have_their_own(unsigned count) {
    for (unsigned i = 0; i < ROUNDS; i++) {
        call_each(count, rounds[i].ids);
        rounds[i].written = ms_self.lane->memo.written;
    }
    for (unsigned i = 1; i < ROUNDS; i++) {
        for (unsigned j = 0; j < count; j++) {
            CHECK_EQ(rounds[i].ids[j], rounds[0].ids[j]);
            CHECK(rounds[i].ids[j] != rounds[i].ids[(j + 1) % count]);
        }
        /* A walk would be remembered. */
        CHECK(count > MS_MEMO_WAYS || rounds[i].written == rounds[0].written);
    }
}

int main(void) {
    recording_start();
    have_their_own(MS_MEMO_WAYS);
    have_their_own(sizeof callers / sizeof *callers);
    return 0;
}
