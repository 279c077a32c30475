package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.chronicle.QueueVerification;
import io.memscope.store.QueueDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// All that one run left behind. Reading it also has Chronicle's own tailer read each queue: every
/// queue that a test writes comes through here.
record Recording(Path folder, List<RecordedProcess> processes) {

    static Recording of(Path folder) {
        try {
            assertThat(folder).as("something was recorded").isDirectory();
            List<Path> queues = QueueDirectories.find(folder);
            for (Path queue : queues) {
                verify(queue);
            }
            return new Recording(folder, queues.stream().map(RecordedProcess::replayed).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Nothing was recorded, not even a folder.
    static boolean isEmpty(Path folder) {
        try {
            return Files.notExists(folder) || QueueDirectories.find(folder).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The one process of a run that has one.
    RecordedProcess only() {
        assertThat(processes).as("recorded processes").hasSize(1);
        return processes.getFirst();
    }

    /// The processes of this name.
    List<RecordedProcess> named(String comm) {
        return processes.stream().filter(process -> process.comm().equals(comm)).toList();
    }

    /// The one process whose executable has this name.
    RecordedProcess running(String executable) {
        List<RecordedProcess> found =
                processes.stream()
                        .filter(process ->
                                Path.of(process.model().session().executable())
                                        .endsWith(executable))
                        .toList();
        assertThat(found).as("processes that run %s", executable).hasSize(1);
        return found.getFirst();
    }

    private static void verify(Path queue) throws IOException {
        QueueVerification verification = QueueVerification.of(queue);
        assertThat(verification.agrees()).as(verification.toString()).isTrue();
        assertThat(verification.documentsTailed()).as(verification.toString()).isPositive();
    }
}
