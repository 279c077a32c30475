/* A passive process begins to record when it is told, once, and stops when it is told; what was
 * asked meanwhile is answered, and errno is nobody's business. */
#define _GNU_SOURCE
#include "recording.h"

#include <errno.h>
#include <pthread.h>
#include <sys/wait.h>

#include "lane.h"
#include "thread.h"

static void is_passive_at_first(void) {
    char text[64] = "untouched";
    struct memscope_statistics now = {.events = 77};
    CHECK_EQ(memscope_api_version(), MEMSCOPE_API_VERSION);
    CHECK_EQ(memscope_is_recording(), 0);
    CHECK_EQ(memscope_passport_issue(4096, 1, 0, 0, 0, MEMSCOPE_C_API, 0), 0);
    CHECK_EQ(memscope_holder_open(0, MEMSCOPE_C_API), 0);
    CHECK_EQ(memscope_queue(text, sizeof text), 0);
    CHECK(*text == '\0');
    CHECK_EQ(memscope_statistics(&now, sizeof now), 0);
    CHECK_EQ(now.events, 0);
    CHECK_EQ(memscope_start(NULL), EINVAL);
    CHECK_EQ(memscope_start(""), EINVAL);
    char much[10000];
    memset(much, 'x', sizeof much);
    much[0] = '/';
    much[sizeof much - 1] = '\0';
    CHECK_EQ(memscope_start(much), EINVAL);
}

static void begins(void) {
    char path[4096];
    recording_start();
    CHECK_EQ(memscope_is_recording(), 1);
    CHECK_EQ(memscope_start(recording_folder), EALREADY);
    size_t length = memscope_queue(path, sizeof path);
    CHECK_EQ(length, strlen(path));
    CHECK(strncmp(path, recording_folder, strlen(recording_folder)) == 0);
    CHECK_EQ(access(path, F_OK), 0);
    char part[10];
    CHECK_EQ(memscope_queue(part, sizeof part), length);
    CHECK(strncmp(part, path, 9) == 0 && part[9] == '\0');
    CHECK_EQ(memscope_queue(NULL, 0), length);
}

static void tells_settings(void) {
    static const struct {
        const char *name;
        const char *value;
    } settings[] = {{"MEMSCOPE_OUT", recording_folder},
                    {"MEMSCOPE_STACKS", "mixed"},
                    {"MEMSCOPE_STACK_DEPTH", "512"},
                    {"MEMSCOPE_ROLL_BYTES", "1073741824"},
                    {"MEMSCOPE_MAX_BYTES", "0"},
                    {"MEMSCOPE_DISABLE", "0"},
                    {"MEMSCOPE_VERIFY_STACKS", "0"},
                    {"MEMSCOPE_MIN_FREE_BYTES", "0"},
                    {"MEMSCOPE_VIRTUAL_THREADS", "0"},
                    {"MEMSCOPE", ""},
                    {"PATH", ""}};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        char value[4096];
        CHECK_EQ(memscope_setting(settings[i].name, value, sizeof value),
                 strlen(settings[i].value));
        CHECK(strcmp(value, settings[i].value) == 0);
    }
}

static void counts(void) {
    struct memscope_statistics before = recording_statistics();
    void *volatile block = malloc(64);
    uint64_t holder = memscope_holder_open(0, MEMSCOPE_CONFINED_ARENA);
    uint64_t passport = memscope_passport_issue((uint64_t)(uintptr_t)block, 64, 0, 0, 0,
                                                MEMSCOPE_CONFINED_ARENA, holder);
    CHECK_EQ(holder, 1);
    CHECK_EQ(passport, 2);
    memscope_passport_step(passport, MEMSCOPE_LENT, 0, 1);
    memscope_passport_slice(passport, (uint64_t)(uintptr_t)block + 8, 8);
    memscope_holder_close(holder);
    free(block);
    struct memscope_statistics now = recording_statistics();
    CHECK_EQ(now.events - before.events, 7);
    CHECK_EQ(now.passports, 1);
    CHECK_EQ(now.holders, 1);
    CHECK(now.bytes > before.bytes);
    CHECK(now.queue_bytes > now.bytes);
    CHECK_EQ(now.missed_reentry + now.missed_no_space + now.missed_longjmp + now.missed_no_lane, 0);
    /* As an older or a newer program asks. */
    struct memscope_statistics few = {.bytes = 4711};
    CHECK_EQ(memscope_statistics(&few, 8), 8);
    CHECK_EQ(few.events, now.events);
    CHECK_EQ(few.bytes, 4711);
    uint64_t many[64];
    memset(many, 0xff, sizeof many);
    CHECK_EQ(memscope_statistics((struct memscope_statistics *)many, sizeof many), sizeof few);
    CHECK_EQ(many[63], 0);
    CHECK_EQ(memscope_statistics(NULL, 0), 0);
}

/* Nothing of it is an event. */
static void ignores_nonsense(void) {
    struct memscope_statistics before = recording_statistics();
    memscope_passport_step(0, MEMSCOPE_LENT, 0, 0);
    memscope_passport_step(3, MEMSCOPE_LENT, 0, 0);
    memscope_passport_step(2, 0, 0, 0);
    memscope_passport_step(2, 1, 0, 0);
    memscope_passport_step(2, 15, 0, 0);
    memscope_passport_step(2, MEMSCOPE_LENT, 0, 2);
    memscope_passport_step(2, MEMSCOPE_ENDED, 0, 0);
    memscope_passport_step(2, MEMSCOPE_ENDED, 0, 4);
    memscope_passport_slice(2, 0, 1);
    memscope_holder_close(0);
    memscope_task_end(0, 1);
    memscope_task_end(1, 1);
    CHECK_EQ(memscope_passport_issue(0, 1, 0, 0, 0, MEMSCOPE_C_API, 0), 0);
    CHECK_EQ(memscope_passport_issue(1, 1, 0, 0, 0, 11, 0), 0);
    CHECK_EQ(memscope_passport_issue(1, 1, 0, 0, 0, MEMSCOPE_C_API | 2 << 8, 0), 0);
    CHECK_EQ(memscope_passport_issue(1, 1, 0, 0, 0, MEMSCOPE_C_API | 1 << 30, 0), 0);
    CHECK_EQ(recording_statistics().events, before.events);
}

/* A new process, with ids of its own, until told otherwise. */
static void goes_on_in_a_child(void) {
    char parents[4096];
    memscope_queue(parents, sizeof parents);
    pid_t child = fork();
    if (child == 0) {
        char path[4096];
        CHECK_EQ(memscope_is_recording(), 1);
        CHECK_EQ(memscope_queue(path, sizeof path), strlen(path));
        CHECK(strcmp(path, parents) != 0);
        CHECK_EQ(memscope_label("first here", 10), 1);
        CHECK_EQ(memscope_passport_issue(4096, 1, 0, 0, 0, MEMSCOPE_C_API, 0), 1);
        CHECK_EQ(memscope_task_enter(1), 0); /* the parent's */
        _exit(0);
    }
    int status;
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
}

static pthread_barrier_t turn;

static void *goes_on_calling(void *unused) {
    recording_allocate(8);
    pthread_barrier_wait(&turn); /* has a lane */
    pthread_barrier_wait(&turn); /* and it was stopped meanwhile */
    recording_allocate(8);
    CHECK(ms_self.lane->limit == NULL);
    return unused;
}

static void *comes_late(void *unused) {
    recording_allocate(8);
    CHECK(ms_self.lane == NULL);
    return unused;
}

static void stops(void) {
    pthread_t early;
    pthread_t late;
    pthread_barrier_init(&turn, NULL, 2);
    CHECK_EQ(pthread_create(&early, NULL, goes_on_calling, NULL), 0);
    pthread_barrier_wait(&turn);
    uint64_t passport = memscope_passport_issue(4096, 1, 0, 0, 0, MEMSCOPE_C_API, 0);
    CHECK(passport != 0);
    memscope_stop();
    struct memscope_statistics stopped = recording_statistics();
    pthread_barrier_wait(&turn);
    pthread_join(early, NULL);
    CHECK_EQ(pthread_create(&late, NULL, comes_late, NULL), 0);
    pthread_join(late, NULL);
    for (int i = 0; i < 1000; i++) {
        recording_allocate(100);
        memscope_passport_step(passport, MEMSCOPE_LENT, 0, 0);
    }
    CHECK_EQ(memscope_is_recording(), 0);
    CHECK_EQ(memscope_passport_issue(4096, 1, 0, 0, 0, MEMSCOPE_C_API, 0), 0);
    CHECK_EQ(memscope_label("too late", 8), 0);
    CHECK_EQ(memscope_task_define("too late", 8, 0), 0);
    struct memscope_statistics now = recording_statistics();
    CHECK_EQ(now.events, stopped.events + 2); /* the two lanes say that they were stopped */
    CHECK_EQ(now.missed_no_space, 0);
    CHECK_EQ(memscope_start(recording_folder), ENOTSUP);
    memscope_stop();
}

static void stays_stopped_in_a_child(void) {
    pid_t child = fork();
    if (child == 0) {
        CHECK_EQ(memscope_is_recording(), 0);
        recording_allocate(8);
        CHECK_EQ(memscope_is_recording(), 0);
        _exit(0);
    }
    int status;
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
}

int main(void) {
    errno = 4711;
    is_passive_at_first();
    begins();
    errno = 4711;
    tells_settings();
    counts();
    ignores_nonsense();
    CHECK_EQ(errno, 4711);
    goes_on_in_a_child();
    stops();
    stays_stopped_in_a_child();
    return 0;
}
