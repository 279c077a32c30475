/* moves_passports: tells memscope of blocks and what becomes of them, by memscope.h. Each scene is
 * its own owner's. Runs without memscope as well, and does the same: then every id is 0. */
#include "target.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

#include "memscope/memscope.h"

static uint32_t label(const char *text) {
    return memscope_is_there() ? memscope_label(text, strlen(text)) : 0;
}

static uint64_t issue(const char *owner, void *address, size_t size, uint32_t state) {
    if (!memscope_is_there()) {
        return 0;
    }
    return memscope_passport_issue((uint64_t)(uintptr_t)address, size, label(owner), label("Order"),
                                   label("order"), MEMSCOPE_C_API | state << 8, 0);
}

static void step(uint64_t passport, enum memscope_step step, const char *text, uint32_t detail) {
    if (memscope_is_there()) {
        memscope_passport_step(passport, step, text == NULL ? 0 : label(text), detail);
    }
}

/* What a library that takes a block does with it. */
__attribute__((noinline)) static void foreign_free(void *block) {
    free(block);
}

static void *free_in_thread(void *block) {
    foreign_free(block);
    return NULL;
}

static void gives_back_itself(void) {
    void *block = malloc(100);
    uint64_t passport = issue("itself", block, 100, MEMSCOPE_IN_JAVA_CUSTODY);
    step(passport, MEMSCOPE_LENT, "strlen", 0);
    step(passport, MEMSCOPE_RETURNED, "strlen", 0);
    step(passport, MEMSCOPE_RELEASING, "free", 0);
    free(block);
    step(passport, MEMSCOPE_ENDED, NULL, MEMSCOPE_FREED_BY_JAVA);
}

static void hands_over(void) {
    void *block = malloc(200);
    uint64_t passport = issue("handed over", block, 200, MEMSCOPE_IN_JAVA_CUSTODY);
    step(passport, MEMSCOPE_HANDED_OVER, "foreign_free", 0);
    step(passport, MEMSCOPE_CALL_RETURNED, "foreign_free", 0);
    pthread_t thread;
    must(pthread_create(&thread, NULL, free_in_thread, block) == 0, "a thread");
    pthread_join(thread, NULL);
}

/* The passport goes along with the block. */
static void hands_over_and_resizes(void) {
    char *block = malloc(300);
    uint64_t passport = issue("resized", block, 300, MEMSCOPE_IN_JAVA_CUSTODY);
    step(passport, MEMSCOPE_HANDED_OVER, "foreign_free", 0);
    void *in_between = malloc(300);
    block = realloc(block, 100000);
    must(block != NULL, "realloc");
    foreign_free(in_between);
    foreign_free(block);
}

static void lets_a_foreigner_free_it(void) {
    void *block = malloc(400);
    issue("wrong side", block, 400, MEMSCOPE_IN_JAVA_CUSTODY);
    foreign_free(block);
}

static void keeps_it_in_foreign_custody(void) {
    static void *volatile kept;
    kept = malloc(500);
    uint64_t passport = issue("forgotten", kept, 500, MEMSCOPE_IN_JAVA_CUSTODY);
    step(passport, MEMSCOPE_HANDED_OVER, "keeper", 0);
    step(passport, MEMSCOPE_CALL_RETURNED, "keeper", 0);
}

static void adopts(void) {
    char *text = strdup("a text of foreign code");
    uint64_t passport = issue("adopted", text, strlen(text) + 1, MEMSCOPE_NATIVE_OWNED);
    step(passport, MEMSCOPE_ADOPTED, "free", 0);
    step(passport, MEMSCOPE_RELEASING, "free", 0);
    free(text);
    step(passport, MEMSCOPE_ENDED, NULL, MEMSCOPE_FREED_BY_JAVA);
}

/* Inside a block: as alignment and memory tracking have it, and as pools do. */
static void issues_inside(void) {
    char *aligned = malloc(8192);
    issue("aligned", (char *)(((uintptr_t)aligned + 4095) & ~(uintptr_t)4095), 64, 0);
    char *pool = malloc(1 << 16);
    void *other = malloc(48);
    for (int i = 0; memscope_is_there() && i < 10; i++) {
        memscope_passport_issue((uint64_t)(uintptr_t)pool + 6000 * (unsigned)i, 6000, label("pool"),
                                0, 0, MEMSCOPE_ALLOCATOR, 0);
    }
    foreign_free(other);
    foreign_free(pool);
    foreign_free(aligned);
}

static void maps(void) {
    char *pages = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    must(pages != MAP_FAILED, "mmap");
    issue("mapped", pages + 4096, 4096, 0);
    munmap(pages, 65536);
}

static void holds(void) {
    if (memscope_is_there()) {
        uint64_t holder = memscope_holder_open(label("arena"), MEMSCOPE_CONFINED_ARENA);
        void *block = malloc(600);
        memscope_passport_issue((uint64_t)(uintptr_t)block, 600, label("arena"), 0, 0,
                                MEMSCOPE_CONFINED_ARENA, holder);
        memscope_mark(label("before the arena is closed"));
        memscope_holder_close(holder);
        free(block);
    }
}

/* None of it may crash, change errno, or be taken for a passport. */
static void talks_nonsense(void) {
    if (!memscope_is_there()) {
        return;
    }
    errno = 4711;
    must(memscope_passport_issue(0, 1, 0, 0, 0, MEMSCOPE_C_API, 0) == 0, "no address");
    must(memscope_passport_issue(4096, 1, 0, 0, 0, 0, 0) == 0, "no source");
    must(memscope_passport_issue(4096, 1, 0, 0, 0, 0xFFFFFFFF, 0) == 0, "no state");
    memscope_passport_step(0, MEMSCOPE_LENT, 0, 0);
    memscope_passport_step(UINT64_MAX, MEMSCOPE_LENT, 0, 0);
    memscope_passport_step(1, 0, 0, 0);
    memscope_passport_step(1, 1000, 0, 0);
    memscope_passport_step(1, MEMSCOPE_ENDED, 0, 9);
    memscope_passport_slice(1ULL << 40, 4096, UINT64_MAX);
    memscope_holder_close(1ULL << 63);
    must(memscope_holder_open(0, 77) == 0, "no such source");
    must(memscope_label(NULL, 5) == 0, "no text");
    must(memscope_task_define(NULL, 5, 0) == 0, "no name");
    must(memscope_task_enter(1000) == 0, "no such task");
    memscope_task_end(1000, 1);
    must(memscope_setting(NULL, NULL, 0) == 0, "no setting");
    must(memscope_setting("MEMSCOPE_NOTHING", NULL, 0) == 0, "no such setting");
    uint64_t odd = memscope_passport_issue(UINT64_MAX, UINT64_MAX, UINT32_MAX, UINT32_MAX,
                                           UINT32_MAX, MEMSCOPE_C_API | 1 << 8, UINT64_MAX);
    must(memscope_is_recording() == (odd != 0), "an odd address is one");
    must(errno == 4711, "errno is kept");
}

int main(void) {
    gives_back_itself();
    hands_over();
    hands_over_and_resizes();
    lets_a_foreigner_free_it();
    keeps_it_in_foreign_custody();
    adopts();
    issues_inside();
    maps();
    holds();
    talks_nonsense();
    struct memscope_statistics now = {0};
    if (memscope_is_there()) {
        memscope_statistics(&now, sizeof now);
    }
    say("passports %ld holders %ld\n", (long)now.passports, (long)now.holders);
    return 0;
}
