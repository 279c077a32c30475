package io.memscope.e2e;

import io.memscope.replay.LiveBlock;
import io.memscope.replay.Model;
import io.memscope.replay.Progress;
import io.memscope.replay.Replay;
import io.memscope.replay.ReplayOptions;
import io.memscope.store.EventCursor;
import io.memscope.store.EventLog;
import io.memscope.store.Frame;
import io.memscope.store.Module;
import io.memscope.store.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// One process image of a run: its queue and the model that replay made of it.
record RecordedProcess(Path queue, Model model) {

    static RecordedProcess replayed(Path queue) {
        try (EventLog log = EventLog.open(queue)) {
            return new RecordedProcess(
                    queue, Replay.run(log, ReplayOptions.DEFAULT, Progress.NONE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Shows every step of the log, in order.
    void forEachStep(Consumer<EventCursor> reader) {
        try (EventLog log = EventLog.open(queue)) {
            EventCursor cursor = log.cursor();
            while (cursor.next()) {
                reader.accept(cursor);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String comm() {
        return model.session().comm();
    }

    /// True when its executable has this name, a version behind it aside.
    boolean runs(String executable) {
        String name = Path.of(model.session().executable()).getFileName().toString();
        return name.equals(executable) || name.startsWith(executable + ".");
    }

    /// Blocks of this size that nobody freed.
    List<LiveBlock> liveOfSize(long sizeBytes) {
        return model.liveBlocks()
                .byAddress()
                .filter(block -> block.sizeBytes() == sizeBytes)
                .toList();
    }

    /// Blocks that the program's own code asked for and nobody freed; those of the loader, of libc
    /// and of other libraries are left out.
    List<LiveBlock> liveOfProgram() {
        return model.liveBlocks().byAddress().filter(block -> isProgram(block.stack())).toList();
    }

    /// True when the innermost frame of a stack lies in the program itself.
    boolean isProgram(long stack) {
        return innermostFile(stack)
                .equals(Path.of(model.session().executable()).getFileName().toString());
    }

    /// The name of the file in which the innermost frame lies; empty when unknown.
    String innermostFile(long stack) {
        Stack known = model.stack((int) stack);
        if (known.frames().isEmpty()) {
            return "";
        }
        return known.frames().getFirst() instanceof Frame.Native(int module, _)
                ? model.module(module).map(Module::name).orElse("")
                : "";
    }
}
