/* memscope.h: what a program can tell memscope about its memory, beyond what the shim sees by
 * itself: who owns a block, when it crosses the boundary between Java and native code, and on whose
 * behalf (in which task) memory is allocated.
 *
 * The functions are libmemscope.so's. They are declared weak: a program that is linked without the
 * library runs, and finds NULL in their place when it is not preloaded:
 *
 *     if (memscope_is_there()) {
 *         uint64_t passport = memscope_passport_issue(...);
 *     }
 *
 * Code that uses them is compiled with -fPIE or -fPIC, as compilers do of themselves today: in
 * other code a weak function that is not there when linking is NULL for good.
 *
 * Unless a function says otherwise:
 *  - any thread may call it, at any time, also in a critical downcall of a JVM and after a fork. It
 *    calls neither the program nor its allocator nor the JVM, and takes no lock of theirs;
 *  - errno stays as it was, and nothing is printed;
 *  - in a signal handler that has interrupted memscope itself nothing is recorded, which is counted
 *    as a missed call;
 *  - where nothing is recorded (no MEMSCOPE_OUT, stopped, no space) it does nothing and returns 0;
 *  - ids that were never handed out, and numbers outside the stated ranges, are ignored.
 *
 * Ids are valid in one process: a forked child begins its own recording and counts anew from 1.
 * What the records say is docs/record-format.md. */
#ifndef MEMSCOPE_H
#define MEMSCOPE_H

#include <stddef.h>
#include <stdint.h>

/* The library itself says how it exports them. */
#ifndef MEMSCOPE_API
#define MEMSCOPE_API __attribute__((weak, visibility("default")))
#define MEMSCOPE_IS_WEAK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Of this header. It is raised when something is added; nothing is taken away or changes meaning.
 */
#define MEMSCOPE_API_VERSION 2

/* Longer names (of labels and tasks) are cut, in bytes. */
#define MEMSCOPE_NAME_MAX 1000

/* Where a block comes from. */
enum memscope_source {
    MEMSCOPE_CONFINED_ARENA = 1,
    MEMSCOPE_SHARED_ARENA = 2,
    MEMSCOPE_AUTOMATIC_ARENA = 3,
    MEMSCOPE_GLOBAL_ARENA = 4,
    MEMSCOPE_TRANSFERABLE_ARENA = 5,
    MEMSCOPE_ALLOCATOR = 6,
    MEMSCOPE_JNR_MEMORY = 7,
    MEMSCOPE_DIRECT_BUFFER = 8,
    MEMSCOPE_FOREIGN = 9, /* returned by, or adopted from, foreign code */
    MEMSCOPE_C_API = 10,
};

/* Whose a block is when its passport is issued. */
enum memscope_state {
    MEMSCOPE_IN_JAVA_CUSTODY = 0, /* for a C program: in the issuer's */
    MEMSCOPE_NATIVE_OWNED = 1,    /* only a pointer to it was seen */
};

/* What happens to a block after its passport was issued. In brackets: what the label names, and
 * what the detail is where it is not 0. */
enum memscope_step {
    MEMSCOPE_LENT = 2,          /* to a call [function; 0 read-only, 1 writable] */
    MEMSCOPE_RETURNED = 3,      /* that call has returned [function] */
    MEMSCOPE_HANDED_OVER = 4,   /* custody moves to foreign code [to whom] */
    MEMSCOPE_CALL_RETURNED = 5, /* the call that took it has returned [function] */
    MEMSCOPE_RECLAIMED = 6,     /* custody is taken back [from whom] */
    MEMSCOPE_ADOPTED = 7,       /* native-owned, from now on Java's [function that releases it] */
    MEMSCOPE_RETAINED = 8,      /* a counted handle [its name; 0 shared, 1 confined] */
    MEMSCOPE_RELEASED = 9,      /* one less [its name] */
    MEMSCOPE_RELEASING =
        10,                 /* until ENDED this thread gives it back for Java [by which function] */
    MEMSCOPE_ENDED = 11,    /* given back [; enum memscope_end] */
    MEMSCOPE_ORPHANED = 12, /* no wrapper is left, the block lives */
    MEMSCOPE_USED = 13,     /* refused access while not in Java's custody [what was tried] */
    MEMSCOPE_CLOSING = 14,  /* its arena is being closed; before the memory is given back [; 1 if
                               this thread frees it next: that event's stack is this one's, too] */
};

/* How a block ended, as far as the one who says so knows. */
enum memscope_end {
    MEMSCOPE_FREED_BY_JAVA = 1,
    MEMSCOPE_ARENA_CLOSED = 2,
    MEMSCOPE_FREED_BY_FOREIGN = 3,
};

enum memscope_outcome {
    MEMSCOPE_COMPLETED = 1,
    MEMSCOPE_FAILED = 2,
    MEMSCOPE_CANCELLED = 3,
};

/* How a heap scan ended. */
enum memscope_scan_outcome {
    MEMSCOPE_SCAN_COMPLETE = 1,
    MEMSCOPE_SCAN_TIME_LIMIT = 2,    /* MEMSCOPE_SCAN_MS were not enough */
    MEMSCOPE_SCAN_NO_SPACE = 3,      /* for what was found, or for what the scan needs */
    MEMSCOPE_SCAN_NOT_PERMITTED = 4, /* neither stopping threads nor making a process */
};

/* Of the calling process, since its recording began. */
struct memscope_statistics {
    uint64_t events;         /* records in the lanes */
    uint64_t bytes;          /* of records and definitions */
    uint64_t queue_bytes;    /* that the queue's files have been given on disk */
    uint64_t shim_bytes;     /* memory of memscope itself, queue files apart */
    uint64_t missed_reentry; /* calls not recorded: made in a signal handler inside memscope */
    uint64_t missed_no_space;
    uint64_t missed_longjmp;
    uint64_t missed_no_lane;
    uint64_t stacks_given_up;
    uint64_t passports;     /* issued */
    uint64_t holders;       /* opened */
    uint64_t labels;        /* different ones */
    uint64_t tasks;         /* defined */
    uint64_t names_refused; /* labels and tasks for which there was no room */
    uint64_t tasks_refused; /* times that a Java thread's task could not be kept */
};

/* MEMSCOPE_API_VERSION of the library. */
MEMSCOPE_API uint32_t memscope_api_version(void);

/* 1: what the calling process does is being recorded; 0: it is not. Before the first recorded call
 * of a process the recording begins here. */
MEMSCOPE_API int memscope_is_recording(void);

/* Begins to record into a new queue directory in `folder` (absolute, or relative to the working
 * directory; its last part is made if it is missing), with the settings of the environment. For a
 * copy that is passive: one that was loaded by dlopen, which sees what is told by these functions
 * and nothing else, or one preloaded without MEMSCOPE_OUT, which sees everything from here on. A
 * program with a JVM calls it in a thread of that, not in a critical downcall. 0, or EALREADY (it
 * records), EINVAL (no folder, too long, a setting that cannot be read, MEMSCOPE_DISABLE), ENOTSUP
 * (it was stopped, or has failed before: a process begins once), EIO (the directory cannot be made,
 * no space). Children that are forked later record into the same folder. It asks the loader and the
 * JVM, which may take some milliseconds and allocate, and so may the first call of a function of
 * these in each thread from then on; a thread that was there before has stacks of more than its
 * caller from that on. Not in a signal handler. */
MEMSCOPE_API int memscope_start(const char *folder);

/* From here on nothing is recorded in this process and children forked later; each thread's stream
 * says when it was noticed there. What has been recorded is complete and stays. */
MEMSCOPE_API void memscope_stop(void);

/* The absolute path of the queue directory: as much as fits into `bytes`, ended by NUL. Returns the
 * length of the whole path without NUL; 0 where there is none. `path` may be NULL if `bytes` is 0.
 */
MEMSCOPE_API size_t memscope_queue(char *path, size_t bytes);

/* Fills the first `bytes` of `out`; counts that this library does not know become 0. Returns how
 * many bytes of it were filled from counts; 0: nothing was recorded yet. Figures of other threads
 * may be older by the event that they are writing. Some microseconds. */
MEMSCOPE_API int memscope_statistics(struct memscope_statistics *out, size_t bytes);

/* The value that a setting of the environment (by its name, "MEMSCOPE_STACKS") has in this process,
 * defaults included, in the form that it is given in: as memscope_queue. 0: there is no such
 * setting, or it is empty. */
MEMSCOPE_API size_t memscope_setting(const char *name, char *value, size_t bytes);

/* The id, from 1, of a name that events refer to: of a type, variable, owner, function, mark. The
 * same bytes have the same id. 0: not recorded, or there are 65,536 different ones already, or 8
 * MiB of them (counted in names_refused). Keep ids: looking a name up takes some 50 ns. */
MEMSCOPE_API uint32_t memscope_label(const char *text, size_t bytes);

/* A named instant. */
MEMSCOPE_API void memscope_mark(uint32_t label);

/* Reads the memory of the process for what leads to blocks, so that blocks to which nothing leads
 * can be told. All other threads stand still meanwhile; where that is not permitted a copy of the
 * process is read instead. Takes as long as reading all memory does, at most MEMSCOPE_SCAN_MS
 * milliseconds (2000 if it is not set). Returns an enum memscope_scan_outcome; 0: nothing is
 * recorded. Not in a signal handler, nor in a critical downcall of a JVM. From version 2 on. */
MEMSCOPE_API int memscope_scan(void);

/* An arena or allocator as an owner of blocks. Returns its id, from the same numbers as passports.
 */
MEMSCOPE_API uint64_t memscope_holder_open(uint32_t name, uint32_t source);
MEMSCOPE_API void memscope_holder_close(uint64_t holder);

/* A passport for the `size` bytes (as asked for) from `address` on: the history of one block across
 * the boundary. `owner`, `type` and `variable` are labels, `source_and_state` is an enum
 * memscope_source and, 8 bits higher, an enum memscope_state; `holder` is the owner's id. Labels
 * and holder may be 0. Call it in the thread that has allocated the block, before it allocates
 * another: then the block's own stack is the passport's, and no second one is taken. The block, and
 * so the passport, ends when the shim sees it freed: there is nothing to call then. Returns the
 * passport's id, from 1. */
MEMSCOPE_API uint64_t memscope_passport_issue(uint64_t address, uint64_t size, uint32_t owner,
                                              uint32_t type, uint32_t variable,
                                              uint32_t source_and_state, uint64_t holder);

/* `step` is an enum memscope_step; `label` and `detail` are as said there. */
MEMSCOPE_API void memscope_passport_step(uint64_t passport, uint32_t step, uint32_t label,
                                         uint32_t detail);

/* A part of the block has a view of its own that crosses the boundary. */
MEMSCOPE_API void memscope_passport_slice(uint64_t passport, uint64_t address, uint64_t size);

/* A task: something that the program does, on any number of threads. Returns its id, from 1, never
 * used twice. `parent` is a task or 0. Takes some hundred nanoseconds, and space in the queue. */
MEMSCOPE_API uint32_t memscope_task_define(const char *name, size_t bytes, uint32_t parent);

/* What the calling thread does from here on, it does in `task` (0: in none), until the next call.
 * In a Java thread on JDK 24 and later that is the Java thread, platform or virtual, on whatever
 * carrier it goes on. Returns the task that it was in: give it back at the end,
 *
 *     uint32_t before = memscope_task_enter(task);
 *     ...
 *     memscope_task_enter(before);
 *
 * because a Java thread that is in a task is kept in a table of 1,048,576 until it is in none.
 * Where that has no room the thread is in no task (counted in tasks_refused). */
MEMSCOPE_API uint32_t memscope_task_enter(uint32_t task);

/* The task is over: `outcome` is an enum memscope_outcome. In any thread, once. */
MEMSCOPE_API void memscope_task_end(uint32_t task, uint32_t outcome);

#ifdef __cplusplus
}
#endif

#ifdef MEMSCOPE_IS_WEAK
/* Whether the library is loaded; it may be passive. */
static inline int memscope_is_there(void) {
    return memscope_api_version != 0;
}
#endif

#endif
