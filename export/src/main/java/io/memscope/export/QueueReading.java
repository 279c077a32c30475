package io.memscope.export;

import io.memscope.chronicle.QueueVerification;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.TailerCheck;
import io.memscope.replay.Model;
import io.memscope.replay.Progress;
import io.memscope.replay.Replay;
import io.memscope.replay.ReplayOptions;
import io.memscope.store.EventLog;
import java.io.IOException;
import java.nio.file.Path;

/// Reads one queue: replays it, asks Chronicle's own reader, looks up names. What every command
/// begins with.
final class QueueReading {
    private final Path queue;
    private final ReportOptions options;

    private QueueReading(Path queue, ReportOptions options) {
        this.queue = queue;
        this.options = options;
    }

    /// What reports of a queue are made from, without source lines.
    ///
    /// @param progress told from the calling thread
    static ReportSource read(Path queue, ReportOptions options, Progress progress)
            throws IOException {
        QueueReading reading = new QueueReading(queue, options);
        Model model = reading.replay(progress);
        return ReportSource.of(
                        model,
                        String.valueOf(queue.toRealPath().getFileName()),
                        options.limit(),
                        reading.verify(model),
                        options.symbols(),
                        options.suppressions())
                .with(options.passports());
    }

    private Model replay(Progress progress) throws IOException {
        try (EventLog log = EventLog.open(queue)) {
            return Replay.run(log, replayOptions(), progress);
        } catch (InternalError e) {
            // How the JVM reports a page fault beyond the end of a mapped file.
            throw new IOException(queue + ": a file was cut off while being read", e);
        }
    }

    private ReplayOptions replayOptions() {
        ReplayOptions replay =
                ReplayOptions.DEFAULT
                        .withAllFrames(options.allFrames())
                        .withSelection(options.selection());
        return replay.withMostCustodyNs(options.mostCustody().toNanos());
    }

    /// Asks Chronicle's own reader, and holds what it says against what was replayed. A process
    /// that still runs may have written more in the meantime, never less.
    private TailerCheck verify(Model model) throws IOException {
        QueueVerification verification = QueueVerification.of(queue);
        if (!verification.agrees()) {
            return TailerCheck.differs(verification.problem().orElseThrow());
        }
        long replayed = model.integrity().documents();
        long tailed = verification.documentsTailed();
        boolean mayDiffer = verification.unreachedFiles() > 0;
        boolean hasGrown = tailed > replayed && !model.completeness().endedCleanly();
        if (tailed == replayed || mayDiffer || hasGrown) {
            return TailerCheck.AGREES;
        }
        return TailerCheck.differs(
                "Chronicle's tailer yields " + tailed + " documents, the replay read " + replayed);
    }
}
