package io.memscope.tracker;

import io.memscope.ffi.NativeAccess;
import io.memscope.ffi.Shim;
import io.memscope.store.PassportSource;
import io.memscope.store.PassportStep;
import io.memscope.store.TaskOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where events go: into the shim that is preloaded, into a queue of our own, or nowhere. Chosen
/// once, on first use. All methods may be called by any thread, throw nothing, and do nothing where
/// nothing is recorded.
interface Recorder {
    /// The one of this process.
    static Recorder get() {
        return Chosen.RECORDER;
    }

    /// Whether what is told is written anywhere at this moment.
    boolean isRecording();

    /// The queue directory that events go into.
    Optional<Path> queue();

    /// Whether ends of passports are observed; otherwise they have to be declared.
    boolean observes();

    /// The number of a name; 0 for an empty one, and where there is no room.
    int label(String text);

    /// A named instant.
    void mark(int label);

    /// Reads the memory of this process for what leads to blocks. Whether all of it was read.
    boolean scan();

    /// An arena or allocator begins to own memory.
    ///
    /// @return the holder's id, 0 where nothing is recorded
    long holderOpened(int name, PassportSource source);

    void holderClosed(long holder);

    /// A block gets a passport.
    ///
    /// @param sizeBytes as requested
    /// @param holder 0 for none
    /// @return the passport's id; never 0, also where nothing is recorded
    long issued(
            long address,
            long sizeBytes,
            int owner,
            int type,
            int variable,
            PassportSource source,
            boolean nativeOwned,
            long holder);

    void step(long passport, PassportStep step, int label, int detail);

    /// A part of a passport's memory is seen by itself on the other side.
    void sliced(long passport, long address, long sizeBytes);

    /// Makes a task known.
    ///
    /// @param parent the parent task's id, 0 for none
    /// @return the new task's id; 0 where nothing is recorded
    int defineTask(String name, int parent);

    /// From here on the calling thread (a virtual one: wherever it is mounted) works for `task`, 0
    /// for none.
    ///
    /// @return the task before
    int enterTask(int task);

    /// A task is over.
    void endTask(int task, TaskOutcome outcome);

    Statistics statistics();

    /// Holds the choice, made when the class is initialized.
    final class Chosen {
        static final Recorder RECORDER = choose();

        private Chosen() {}

        private static Recorder choose() {
            Optional<Shim> shim = Shim.present();
            boolean callable = shim.isPresent() && shim.get().isCallable();
            if (callable && (shim.get().control().isRecording() || QueueFolder.asked().isEmpty())) {
                return new ShimRecorder(shim.get());
            }
            return QueueFolder.asked()
                    .map(folder -> own(folder, whyNotTheShim(shim, callable)))
                    .orElseGet(() -> new NoRecorder("nothing asks for a recording"));
        }

        private static String whyNotTheShim(Optional<Shim> shim, boolean callable) {
            if (shim.isEmpty()) {
                return "no shim";
            }
            return callable
                    ? "the shim is not recording"
                    : "the shim may not be called without " + NativeAccess.option();
        }

        private static Recorder own(Path folder, String why) {
            try {
                return QueueRecorder.in(folder, why);
            } catch (IOException e) {
                System.getLogger("io.memscope.tracker")
                        .log(
                                System.Logger.Level.WARNING,
                                "memscope: nothing is recorded: no queue in " + folder,
                                e);
                return new NoRecorder(e.toString());
            }
        }
    }
}
