/* The functions of memscope.h: any thread, in a signal handler, after fork. What is wrong with
 * the arguments is found here. */
#define MEMSCOPE_API MS_EXPORT
#include "export.h"
#include "memscope/memscope.h"

#include <errno.h>
#include <stdbool.h>

#include "agent.h"
#include "config.h"
#include "definition.h"
#include "label.h"
#include "lane.h"
#include "passport.h"
#include "queue.h"
#include "recorder.h"
#include "sampler.h"
#include "scan.h"
#include "start.h"
#include "task.h"
#include "text.h"
#include "thread.h"

#define MS_STATE_SHIFT 8
#define MS_BYTE 0xFFU

static bool is_stopped(void) {
    return atomic_load_explicit(&ms_process->stopped, memory_order_relaxed);
}

/* A thread may have become one of Java's, or begun at all, before anybody could tell us. */
MS_SELDOM static bool learn_thread(ms_frame hook) {
    ms_task_word (*find)(void) = atomic_load_explicit(&ms_task_find_word, memory_order_acquire);
    ms_leave(); /* what the loader may allocate meanwhile is the program's */
    ms_task_word word = find == NULL ? NULL : find();
    if (ms_self.stack_top == 0 && ms_start_was_late()) {
        ms_thread_find_stack();
    }
    if (!ms_enter((uintptr_t)hook)) {
        return false;
    }
    ms_self.lane->is_thread_known = true;
    if (word != NULL) {
        ms_lane_set_word(ms_self.lane, word);
    }
    return true;
}

/* A hook's guard, where there is still something to record. */
static inline bool enter(ms_frame hook) {
    if (!ms_enter((uintptr_t)hook)) {
        return false;
    }
    if (__builtin_expect(!ms_self.lane->is_thread_known, 0) && !learn_thread(hook)) {
        return false;
    }
    if (__builtin_expect(is_stopped(), 0)) {
        ms_leave();
        return false;
    }
    return true;
}

/* For what needs no lane: whether there is a recording, which begins here if nothing was recorded
 * before. */
static inline bool is_on(ms_frame hook) {
    if (__builtin_expect(ms_process_session() == 0, 0) && ms_enter((uintptr_t)hook)) {
        ms_leave();
    }
    return ms_process_session() != 0 && !is_stopped();
}

static uint32_t label_or_none(uint32_t label) {
    return label <= ms_label_count() ? label : 0;
}

/* Of a passport or holder. */
static bool is_issued(uint64_t id) {
    return id != 0 && id <= ms_process_counted(MS_PASSPORTS);
}

static bool is_source(uint32_t source) {
    return source >= MEMSCOPE_CONFINED_ARENA && source <= MEMSCOPE_C_API;
}

/* As much of it as there is room for; its whole length. */
static size_t hand_out(const char *text, char *to, size_t bytes) {
    if (to != NULL && bytes > 0) {
        struct ms_text part = ms_text_in(to, bytes);
        ms_text_add(&part, text);
    }
    return ms_text_length(text);
}

MS_EXPORT uint32_t memscope_api_version(void) {
    return MEMSCOPE_API_VERSION;
}

MS_EXPORT int memscope_is_recording(void) {
    return is_on(MS_FRAME) ? 1 : 0;
}

MS_EXPORT int memscope_start(const char *folder) {
    int error = folder == NULL || *folder == '\0' ? EINVAL : ms_start_into(folder);
    if (error == 0) {
        int kept = errno; /* the loader and the JVM are asked */
        ms_agent_join_running();
        ms_sampler_begun_late();
        errno = kept;
    }
    return error;
}

MS_EXPORT void memscope_stop(void) {
    if (is_on(MS_FRAME)) {
        ms_start_stop();
    }
}

MS_EXPORT size_t memscope_queue(char *path, size_t bytes) {
    is_on(MS_FRAME);
    return hand_out(ms_process_session() == 0 ? "" : ms_queue_directory(), path, bytes);
}

MS_EXPORT int memscope_statistics(struct memscope_statistics *out, size_t bytes) {
    is_on(MS_FRAME);
    bool has_begun = ms_process_session() != 0;
    struct memscope_statistics known = {0};
    if (has_begun) {
        known = (struct memscope_statistics){
            .shim_bytes = ms_process_counted(MS_SHIM_BYTES),
            .missed_reentry = ms_process_counted(MS_MISSED_REENTRY),
            .missed_no_space = ms_process_counted(MS_MISSED_NO_SPACE),
            .missed_longjmp = ms_process_counted(MS_MISSED_LONGJMP),
            .missed_no_lane = ms_process_counted(MS_MISSED_NO_LANE),
            .stacks_given_up = ms_process_counted(MS_STACKS_GIVEN_UP),
            .holders = atomic_load_explicit(&ms_process->holders, memory_order_relaxed),
            .labels = ms_label_count(),
            .tasks = ms_task_count(),
            .names_refused = ms_process_counted(MS_NAMES_REFUSED),
            .tasks_refused = ms_process_counted(MS_TASKS_REFUSED)};
        known.passports = ms_process_counted(MS_PASSPORTS) - known.holders;
    }
    if (has_begun && !ms_process_is_sealed()) {
        uint64_t mask = ms_lock_acquire(&ms_process->lock);
        ms_lanes_measure(&known.events, &known.bytes);
        known.bytes += ms_definition_bytes_written();
        known.queue_bytes = ms_queue_bytes();
        ms_lock_release(&ms_process->lock, mask);
    }
    for (size_t i = 0; out != NULL && i < bytes; i++) {
        ((uint8_t *)out)[i] = i < sizeof known ? ((const uint8_t *)&known)[i] : 0;
    }
    return !has_begun ? 0 : bytes < sizeof known ? (int)bytes : (int)sizeof known;
}

MS_EXPORT size_t memscope_setting(const char *name, char *value, size_t bytes) {
    char room[MS_PATH_MAX];
    struct ms_text text = ms_text_in(room, sizeof room);
    ms_start_prepare();
    if (name == NULL || !ms_config_tell(&ms_config, name, &text)) {
        return hand_out("", value, bytes);
    }
    return hand_out(room, value, bytes);
}

MS_EXPORT uint32_t memscope_label(const char *text, size_t bytes) {
    return text != NULL && is_on(MS_FRAME) ? ms_label_id(text, bytes) : 0;
}

MS_EXPORT void memscope_mark(uint32_t label) {
    if (enter(MS_FRAME)) {
        struct ms_telling told = {.event = MS_MARKED,
                                  .stack_field = MS_NO_STACK,
                                  .count = 1,
                                  .fields = {label_or_none(label)}};
        ms_record_told(MS_FRAME, &told);
        ms_leave();
        ms_sampler_marked();
        struct ms_scan_caller caller = ms_scan_caller_here();
        ms_scan_on(MS_SCAN_AT_MARK, &caller);
    }
}

MS_EXPORT int memscope_scan(void) {
    struct ms_scan_caller caller = ms_scan_caller_here();
    int outcome = MS_SCAN_NONE;
    if (enter(MS_FRAME)) {
        outcome = (int)ms_scan(&caller);
        ms_leave();
    }
    return outcome;
}

MS_EXPORT uint64_t memscope_holder_open(uint32_t name, uint32_t source) {
    uint64_t holder = 0;
    if (is_source(source) && enter(MS_FRAME)) {
        holder = ms_holder_open(MS_FRAME, label_or_none(name), source);
        ms_leave();
    }
    return holder;
}

MS_EXPORT void memscope_holder_close(uint64_t holder) {
    if (is_issued(holder) && enter(MS_FRAME)) {
        ms_holder_close(MS_FRAME, holder);
        ms_leave();
    }
}

MS_EXPORT uint64_t memscope_passport_issue(uint64_t address, uint64_t size, uint32_t owner,
                                           uint32_t type, uint32_t variable,
                                           uint32_t source_and_state, uint64_t holder) {
    struct ms_issue issue = {.address = address,
                             .size_bytes = size,
                             .owner = label_or_none(owner),
                             .type = label_or_none(type),
                             .variable = label_or_none(variable),
                             .source = source_and_state & MS_BYTE,
                             .state = source_and_state >> MS_STATE_SHIFT,
                             .holder = is_issued(holder) ? holder : 0};
    uint64_t passport = 0;
    if (address != 0 && is_source(issue.source) && issue.state <= MEMSCOPE_NATIVE_OWNED &&
        enter(MS_FRAME)) {
        passport = ms_passport_issue(MS_FRAME, &issue);
        ms_leave();
    }
    return passport;
}

static inline void closing(ms_frame hook, uint64_t passport, bool is_freed_next) {
    if (is_issued(passport) && enter(hook)) {
        ms_passport_closing(hook, passport, is_freed_next);
        ms_leave();
    }
}

MS_EXPORT void memscope_passport_step(uint64_t passport, uint32_t step, uint32_t label,
                                      uint32_t detail) {
    bool has_access = step == MEMSCOPE_LENT || step == MEMSCOPE_RETAINED;
    bool has_reason = step == MEMSCOPE_ENDED;
    if (step == MEMSCOPE_CLOSING) {
        closing(MS_FRAME, passport, detail == 1);
        return;
    }
    bool is_known =
        step >= MEMSCOPE_LENT && step < MEMSCOPE_CLOSING && (!has_access || detail <= 1) &&
        (!has_reason || (detail >= MEMSCOPE_FREED_BY_JAVA && detail <= MEMSCOPE_FREED_BY_FOREIGN));
    if (is_known && is_issued(passport) && enter(MS_FRAME)) {
        uint64_t details[] = {detail};
        ms_passport_step(MS_FRAME, passport, step, label_or_none(label), details,
                         has_access || has_reason ? 1 : 0);
        ms_leave();
    }
}

MS_EXPORT void memscope_passport_slice(uint64_t passport, uint64_t address, uint64_t size) {
    if (address != 0 && is_issued(passport) && enter(MS_FRAME)) {
        uint64_t details[] = {address, size};
        ms_passport_step(MS_FRAME, passport, MS_SLICED, 0, details, 2);
        ms_leave();
    }
}

MS_EXPORT uint32_t memscope_task_define(const char *name, size_t bytes, uint32_t parent) {
    return name != NULL && is_on(MS_FRAME) ? ms_task_define(name, bytes, parent) : 0;
}

MS_EXPORT uint32_t memscope_task_enter(uint32_t task) {
    uint32_t before = 0;
    if (task <= ms_task_count() && enter(MS_FRAME)) {
        before = ms_lane_task(ms_self.lane);
        if (!ms_lane_enter_task(ms_self.lane, task)) {
            ms_process_count(MS_TASKS_REFUSED, 1);
        }
        ms_record_task(MS_FRAME);
        ms_leave();
    }
    return before;
}

MS_EXPORT void memscope_task_end(uint32_t task, uint32_t outcome) {
    if (task != 0 && task <= ms_task_count() && outcome >= MEMSCOPE_COMPLETED &&
        outcome <= MEMSCOPE_CANCELLED && enter(MS_FRAME)) {
        struct ms_telling told = {.event = MS_TASK_ENDED,
                                  .stack_field = MS_NO_STACK,
                                  .count = 2,
                                  .fields = {task, outcome}};
        ms_record_told(MS_FRAME, &told);
        ms_leave();
    }
}
