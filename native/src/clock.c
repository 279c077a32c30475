#include "clock.h"

#include <fcntl.h>

#include "syscall.h"
#include "text.h"

bool ms_clock_is_tsc;

/* When the clock was stopped; 0: it runs. */
static uint64_t stopped_at;

/* The kernel has checked that the counter runs evenly and alike on all cores when, and only when,
 * it uses it itself. Where that cannot be read the clock is the safe choice. */
void ms_clock_start(void) {
    static const char path[] = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    char name[16] = {0};
    long file = MS_SYSCALL4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (ms_failed(file)) {
        ms_clock_is_tsc = false;
        return;
    }
    long length = MS_SYSCALL3(SYS_read, file, name, sizeof name - 1);
    MS_SYSCALL1(SYS_close, file);
    ms_clock_is_tsc = !ms_failed(length) && ms_text_equal(name, "tsc\n");
}

void ms_clock_stop(void) {
    if (stopped_at == 0) {
        stopped_at = ms_clock_ticks();
        ms_clock_is_tsc = false;
    }
}

uint64_t ms_clock_other_ticks(void) {
    return stopped_at != 0 ? stopped_at : ms_clock_ns(CLOCK_MONOTONIC);
}
