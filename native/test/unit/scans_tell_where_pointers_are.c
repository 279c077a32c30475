/* A scan with all threads stopped, and one of a snapshot, find each pointer where it is. */
#define _GNU_SOURCE
#include "scanned.h"

#include <dlfcn.h>
#include <signal.h>

#include "scan_snapshot.h"
#include "scan_tracer.h"

static _Thread_local void *in_thread_local;

/* Where pointers are put, and to what; kind 0: it must not be told. */
static struct place {
    void *const *slot;
    void *value;
    enum ms_scan_kind kind;
    bool is_found;
} places[16];
static int place_count;

static void *put(void **slot, enum ms_scan_kind kind) {
    *slot = malloc(100);
    CHECK(*slot != NULL);
    places[place_count++] = (struct place){.slot = slot, .value = *slot, .kind = kind};
    return *slot;
}

static enum ms_scan_kind region;
static uint64_t slot;
static uint64_t value;
static uint64_t shim_start;
static uint64_t shim_end;
static void *volatile in_register; /* its address, turned over: only a register has it */
static bool is_register_found;

static uint64_t varint(const uint8_t **at) {
    uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        number |= (uint64_t)(**at & 0x7f) << shift;
        if ((*(*at)++ & 0x80) == 0) {
            return number;
        }
    }
}

static void found(void) {
    CHECK(slot < shim_start || slot >= shim_end);
    if (region == MS_SCAN_REGISTERS) {
        is_register_found = is_register_found || value == ~(uint64_t)in_register;
    }
    for (int i = 0; i < place_count; i++) {
        if (slot == (uint64_t)places[i].slot && value == (uint64_t)places[i].value) {
            CHECK_EQ(region, places[i].kind);
            places[i].is_found = true;
        }
    }
}

/* The other way round than the writer. In the tracer, too, which shares our memory. */
static bool take(struct ms_scan_work *work, enum ms_event event, const uint8_t *fields,
                 size_t length) {
    const uint8_t *at = fields;
    CHECK_EQ(varint(&at), work->id);
    if (event == MS_SCAN_REGION) {
        region = (enum ms_scan_kind)varint(&at);
        slot = varint(&at);
        value = 0;
    }
    while (event == MS_POINTERS && at < fields + length) {
        slot += varint(&at) * sizeof(uint64_t);
        uint64_t zigzag = varint(&at);
        value += (zigzag >> 1) ^ -(zigzag & 1);
        found();
    }
    return true;
}

static void check_places(void) {
    for (int i = 0; i < place_count; i++) {
        CHECK_EQ(places[i].is_found, places[i].kind != MS_SCAN_NOTHING);
        places[i].is_found = false;
    }
}

static pthread_barrier_t ready;
static volatile bool is_over;
static volatile uint64_t rounds;

/* With all signals blocked, and a pointer in a register alone. */
static void *runs(void *unused) {
    void *on_stack;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    put(&in_thread_local, MS_SCAN_THREAD_LOCAL);
    put(&on_stack, MS_SCAN_STACK);
    in_register = (void *)~(uint64_t)malloc(100);
    pthread_barrier_wait(&ready);
    uint64_t turned = (uint64_t)in_register;
    __asm__ volatile("mov %[turned], %%rbx\n\t"
                     "not %%rbx\n"
                     "1: incq %[rounds]\n\t"
                     "cmpb $0, %[over]\n\t"
                     "je 1b\n\t"
                     "xor %%ebx, %%ebx"
                     : [rounds] "+m"(rounds)
                     : [turned] "r"(turned), [over] "m"(is_over)
                     : "rbx", "cc", "memory");
    __asm__ volatile("" : : "r"(&on_stack) : "memory");
    return unused;
}

static void wait_for_a_round(void) {
    uint64_t before = rounds;
    while (rounds == before) {
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    }
}

/* A stack that goes on here: what is below is not in use. */
__attribute__((noinline)) static void scan(void (*by)(struct ms_scan_work *)) {
    struct ms_scan_caller caller = ms_scan_caller_here();
    struct ms_scan_work *work = scanned_work(&caller, take);
    scanned_by(by, work);
    CHECK_EQ(work->outcome, MS_SCAN_COMPLETE);
    CHECK(work->words > 0);
    CHECK(work->has_begun && !work->is_abandoned);
    munmap(work, sizeof *work);
    check_places();
}

int main(void) {
    recording_start();
    ms_process_range(&shim_start, &shim_end);
    void *on_own_stack;
    void **own_mapping =
        mmap(NULL, 1U << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void **shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    void **hidden = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(own_mapping != MAP_FAILED && shared != MAP_FAILED && hidden != MAP_FAILED);
    /* Our own is the shim's, which is part of this program. */
    void *libc = dlopen("libc.so.6", RTLD_NOW);
    CHECK(libc != NULL);
    put(dlsym(libc, "obstack_alloc_failed_handler"), MS_SCAN_DATA);
    put(dlsym(libc, "optarg"), MS_SCAN_DATA);
    put(&in_thread_local, MS_SCAN_THREAD_LOCAL);
    put(&on_own_stack, MS_SCAN_STACK);
    put(&own_mapping[77777], MS_SCAN_OTHER);
    put(shared, MS_SCAN_OTHER);
    put(malloc(sizeof(void *)), MS_SCAN_OTHER);
    put(hidden, MS_SCAN_NOTHING);
    CHECK_EQ(mprotect(hidden, 4096, PROT_NONE), 0);
    pthread_t thread;
    CHECK_EQ(pthread_barrier_init(&ready, NULL, 2), 0);
    CHECK_EQ(pthread_create(&thread, NULL, runs, NULL), 0);
    pthread_barrier_wait(&ready);
    wait_for_a_round();
    scan(ms_scan_by_tracer);
    CHECK(is_register_found);
    wait_for_a_round(); /* it goes on */
    scan(ms_scan_by_snapshot);
    wait_for_a_round();
    is_over = true;
    CHECK_EQ(pthread_join(thread, NULL), 0);
    __asm__ volatile("" : : "r"(&on_own_stack) : "memory");
    return 0;
}
