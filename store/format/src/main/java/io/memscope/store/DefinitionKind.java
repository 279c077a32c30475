package io.memscope.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The definitions of `records.def`: what events refer to by id, each written once.
public enum DefinitionKind {
    SESSION(
            1,
            "pid parent_pid parent_session start_wall_ns start_ticks tick_source ticks_per_second"
                    + " page_size uid stack_method max_bytes comm executable command host kernel"
                    + " shim"),
    MODULE(2, "module time start end bias path build_id"),
    STACK(3, "stack parent count frames flags"),
    THREAD(4, "thread time tid parent_thread start_routine name"),
    THREAD_NAMED(5, "thread time name"),
    METHOD(6, "method flags class name signature file"),
    TASK(7, "task time parent_task name"),
    LABEL(8, "label name"),
    SESSION_ENDED(9, "time"),
    COUNTERS(
            10,
            "missed_reentry missed_no_space missed_longjmp missed_no_lane first_missed_ticks"
                    + " clock_steps_back stacks_given_up shim_bytes stacks_verified"
                    + " stack_differences java_unresolved passports names_refused tasks_refused"),
    PADDING(11, "bytes"),
    LINES(12, "method count pairs"),
    STACK_METHOD(13, "time method checks mismatches"),
    JAVA_THREAD(14, "thread time flags name");

    private static final ByNumber<DefinitionKind> BY_NUMBER =
            new ByNumber<>(values(), DefinitionKind::number);

    private final int number;
    private final String fields;

    DefinitionKind(int number, String fields) {
        this.number = number;
        this.fields = fields;
    }

    /// The first byte of such a definition.
    public int number() {
        return number;
    }

    /// The names of the fields, in the order in which they are written.
    public List<String> fields() {
        return List.of(fields.split(" "));
    }

    /// The definition of this number, or null when this version knows none.
    static @Nullable DefinitionKind of(int number) {
        return BY_NUMBER.find(number);
    }
}
