package io.memscope.tracker;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;

/// Passports and tasks as events of the JDK's Flight Recorder, beside its own:
/// `io.memscope.PassportIssued`, `PassportHandedOver`, `PassportReclaimed`, `PassportEnded`,
/// `PassportRefused` and `Task`.
///
/// They exist after {@link #register()} and are off until a recording enables them, for example by
/// `jcmd PID JFR.start io.memscope.PassportHandedOver#enabled=true`. Those of passports are
/// throttled to 300 a second each, which a recording can change by the setting `throttle`. They
/// tell what was declared; the queue has everything.
@SuppressWarnings("UnusedVariable") // The Flight Recorder reads the fields.
public final class JfrEvents {
    private static final String RATE = "300/s";

    private JfrEvents() {}

    /// Makes the events known to the Flight Recorder. Takes some milliseconds the first time, and
    /// nothing when called again.
    ///
    /// @throws NoClassDefFoundError in a Java runtime without the module `jdk.jfr`
    public static void register() {
        Registered.register();
    }

    /// Holds what the first call made.
    private static final class Registered {
        static {
            FlightRecorder.register(PassportIssued.class);
            FlightRecorder.register(PassportHandedOver.class);
            FlightRecorder.register(PassportReclaimed.class);
            FlightRecorder.register(PassportEnded.class);
            FlightRecorder.register(PassportRefused.class);
            FlightRecorder.register(TaskRun.class);
            PassportListener.install(new Commits());
        }

        private Registered() {}

        static void register() {
            // The initializer does it.
        }
    }

    /// What all events of passports have.
    @Category({"memscope", "Passports"})
    @Enabled(false)
    @StackTrace(true)
    private abstract static class PassportEvent extends Event {
        @Label("Passport")
        long passport;

        @Label("Owner")
        String owner = "";

        @Label("Type")
        String type = "";

        @Label("Variable")
        String variable = "";

        @Label("Address")
        @MemoryAddress
        long address;

        @Label("Size")
        @DataAmount
        long size;

        final void fill(Passport of) {
            passport = of.id();
            owner = of.owner();
            type = of.type().orElse("");
            variable = of.name().orElse("");
            address = of.address();
            size = of.sizeBytes();
        }
    }

    @Name("io.memscope.PassportIssued")
    @Label("Passport Issued")
    @Throttle(RATE)
    private static final class PassportIssued extends PassportEvent {}

    @Name("io.memscope.PassportHandedOver")
    @Label("Passport Handed Over")
    @Throttle(RATE)
    private static final class PassportHandedOver extends PassportEvent {
        @Label("To")
        String to = "";
    }

    @Name("io.memscope.PassportReclaimed")
    @Label("Passport Reclaimed")
    @Throttle(RATE)
    private static final class PassportReclaimed extends PassportEvent {
        @Label("From")
        String from = "";
    }

    @Name("io.memscope.PassportEnded")
    @Label("Passport Ended")
    @Throttle(RATE)
    private static final class PassportEnded extends PassportEvent {}

    @Name("io.memscope.PassportRefused")
    @Label("Passport Refused")
    @Description("Something was tried that the custody of the block forbids")
    @Throttle(RATE)
    private static final class PassportRefused extends PassportEvent {
        @Label("What")
        String what = "";
    }

    @Name("io.memscope.Task")
    @Label("Task")
    @Category({"memscope", "Tasks"})
    @Enabled(false)
    @StackTrace(false)
    private static final class TaskRun extends Event {
        @Label("Task")
        int task;

        @Label("Name")
        String name = "";

        @Label("Parent")
        int parent;

        @Label("Outcome")
        String outcome = "";
    }

    private static final class Commits extends PassportListener {
        @Override
        void issued(Passport passport) {
            commit(new PassportIssued(), passport);
        }

        @Override
        void handedOver(Passport passport, String to) {
            PassportHandedOver event = new PassportHandedOver();
            event.to = to;
            commit(event, passport);
        }

        @Override
        void reclaimed(Passport passport) {
            PassportReclaimed event = new PassportReclaimed();
            event.from = passport.receiver().orElse("");
            commit(event, passport);
        }

        @Override
        void ended(Passport passport) {
            commit(new PassportEnded(), passport);
        }

        @Override
        void refused(Passport passport, String what) {
            PassportRefused event = new PassportRefused();
            event.what = what;
            commit(event, passport);
        }

        private static void commit(PassportEvent event, Passport passport) {
            if (event.shouldCommit()) {
                event.fill(passport);
                event.commit();
            }
        }

        @Override
        TaskEnd taskBegins(Task task) {
            TaskRun event = new TaskRun();
            event.begin();
            return outcome -> {
                event.end();
                if (event.shouldCommit()) {
                    event.task = task.id();
                    event.name = task.name();
                    event.parent = task.parent().map(Task::id).orElse(0);
                    event.outcome = outcome;
                    event.commit();
                }
            };
        }
    }
}
