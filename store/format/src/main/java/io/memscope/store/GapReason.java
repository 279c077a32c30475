package io.memscope.store;

/// Why calls were not recorded.
public enum GapReason {
    UNKNOWN("unknown"),
    /// A signal handler ran inside memscope and allocated.
    REENTRY("reentry"),
    /// The disk was full, a limit was reached, the folder was lost, or system calls are forbidden.
    NO_SPACE("no-space"),
    /// A handler left memscope by `longjmp`.
    LONGJMP("longjmp"),
    /// There was no lane for the thread.
    NO_LANE("no-lane"),
    /// The program has stopped the recording.
    STOPPED("stopped");

    private final String label;

    GapReason(String label) {
        this.label = label;
    }

    /// As it is spelt in reports.
    public String label() {
        return label;
    }

    static GapReason of(long number) {
        return number > 0 && number < values().length ? values()[(int) number] : UNKNOWN;
    }
}
