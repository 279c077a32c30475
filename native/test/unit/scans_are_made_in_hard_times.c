/* With no descriptor left, beside threads that the kernel lets nobody trace, and although the
 * tracer is killed; where a child would be the first process of its namespace there is none, and
 * when memory is short a snapshot goes first. */
#define _GNU_SOURCE
#include "scanned.h"

#include <fcntl.h>
#include <linux/io_uring.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "scan_snapshot.h"
#include "scan_tracer.h"

#define FEW_DESCRIPTORS 64
#define POINTERS (1UL << 20)

static bool take(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                 size_t length) {
    (void)work, (void)event, (void)fields, (void)length;
    return true;
}

static void is_complete_by_tracer(void) {
    struct ms_scan_caller caller = ms_scan_caller_here();
    struct ms_scan_work *work = scanned_work(&caller, take);
    scanned_by(ms_scan_by_tracer, work);
    CHECK_EQ(work->outcome, MS_SCAN_COMPLETE);
    CHECK(!work->is_abandoned);
    munmap(work, sizeof *work);
}

static void without_descriptors(void) {
    struct rlimit few = {.rlim_cur = FEW_DESCRIPTORS, .rlim_max = FEW_DESCRIPTORS};
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    int first = dup(0);
    while (dup(0) >= 0) {
    }
    is_complete_by_tracer();
    CHECK_EQ(close_range((unsigned)first, ~0U, 0), 0);
}

/* A read that a thread of the kernel's waits in. */
static void beside_io_uring(void) {
    struct io_uring_params is = {0};
    int ends[2];
    static char byte;
    long ring = syscall(SYS_io_uring_setup, 8, &is);
    if (ring < 0) {
        return; /* this kernel has none, or forbids it */
    }
    CHECK_EQ(pipe(ends), 0);
    uint8_t *queue = mmap(NULL, is.sq_off.array + is.sq_entries * sizeof(uint32_t),
                          PROT_READ | PROT_WRITE, MAP_SHARED, (int)ring, IORING_OFF_SQ_RING);
    struct io_uring_sqe *asked = mmap(NULL, is.sq_entries * sizeof *asked, PROT_READ | PROT_WRITE,
                                      MAP_SHARED, (int)ring, IORING_OFF_SQES);
    CHECK(queue != MAP_FAILED && asked != MAP_FAILED);
    *asked = (struct io_uring_sqe){.opcode = IORING_OP_READ,
                                   .flags = IOSQE_ASYNC,
                                   .fd = ends[0],
                                   .addr = (uint64_t)&byte,
                                   .len = 1};
    ((uint32_t *)(queue + is.sq_off.array))[0] = 0;
    __atomic_fetch_add((uint32_t *)(queue + is.sq_off.tail), 1, __ATOMIC_RELEASE);
    CHECK_EQ(syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0), 1);
    is_complete_by_tracer();
    close((int)ring);
}

static bool die(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                size_t length) {
    (void)work, (void)event, (void)fields, (void)length;
    MS_SYSCALL2(SYS_kill, MS_SYSCALL1(SYS_getpid, 0), SIGKILL);
    return false;
}

static void with_a_killed_tracer(void) {
    struct ms_scan_caller caller = ms_scan_caller_here();
    struct ms_scan_work *work = scanned_work(&caller, die);
    scanned_by(ms_scan_by_tracer, work);
    CHECK(work->is_abandoned);
    CHECK_EQ(waitpid(-1, NULL, __WALL), -1); /* it is not left as a zombie */
    is_complete_by_tracer();
}

static int offers;

/* In the caller. The copy is its only child, and not waited for yet. */
static bool look_at_copy(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                         size_t length) {
    char path[64];
    char text[32] = "";
    unsigned child = 0;
    (void)event, (void)fields, (void)length;
    snprintf(path, sizeof path, "/proc/self/task/%u/children", work->caller_thread);
    FILE *children = fopen(path, "r");
    if (children != NULL && fscanf(children, "%u", &child) == 1) {
        snprintf(path, sizeof path, "/proc/%u/oom_score_adj", child);
        FILE *score = fopen(path, "r");
        offers += score != NULL && fgets(text, sizeof text, score) && strcmp(text, "1000\n") == 0;
        fclose(score);
    }
    if (children != NULL) {
        fclose(children);
    } else {
        offers++; /* not every kernel tells of children */
    }
    return true;
}

/* So many pointers that the copy has to wait for them to be taken. The lock is not held: what looks
 * allocates. */
static void with_a_snapshot_that_offers_itself(void) {
    struct ms_scan_caller caller = ms_scan_caller_here();
    void **pointers = malloc(POINTERS * sizeof *pointers);
    CHECK(pointers != NULL);
    for (size_t i = 0; i < POINTERS; i++) {
        pointers[i] = pointers;
    }
    struct ms_scan_work *work = scanned_work(&caller, look_at_copy);
    ms_scan_by_snapshot(work);
    CHECK_EQ(work->outcome, MS_SCAN_COMPLETE);
    CHECK(work->words >= POINTERS);
    CHECK(offers > 0);
    munmap(work, sizeof *work);
    free(pointers);
}

static void scan_before_a_namespace_begins(void) {
    if (unshare(CLONE_NEWPID) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0) {
        return; /* not permitted here */
    }
    recording_allocate(100);
    CHECK_EQ(memscope_scan(), MEMSCOPE_SCAN_NOT_PERMITTED);
    pid_t first = fork();
    CHECK(first >= 0);
    if (first == 0) {
        _exit(getpid() == 1 ? 0 : 1);
    }
    int status;
    CHECK_EQ(waitpid(first, &status, 0), first);
    CHECK_EQ(status, 0);
}

/* In a child, which can have no more children afterwards. */
static void before_a_namespace_begins(void) {
    int status;
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        scan_before_a_namespace_begins();
        _exit(0);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
}

int main(void) {
    recording_start();
    with_a_killed_tracer();
    beside_io_uring();
    with_a_snapshot_that_offers_itself();
    without_descriptors();
    before_a_namespace_begins();
    return 0;
}
