package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFilesTest {
    @TempDir Path folder;

    @Test
    void whatFailsLeavesWhatWasThere() throws IOException {
        Files.writeString(folder.resolve("a.json"), "old");

        assertThatThrownBy(
                        () -> {
                            try (StagedFiles staged = StagedFiles.into(folder)) {
                                staged.write(
                                        "a.json",
                                        out -> {
                                            out.write('n');
                                            return true;
                                        });
                                staged.write(
                                        "b.json",
                                        out -> {
                                            throw new IOException("disk full");
                                        });
                                staged.commit();
                            }
                        })
                .hasMessage("disk full");

        assertThat(folder).isDirectoryContaining("glob:**/a.json");
        assertThat(folder.toFile().list()).containsExactly("a.json");
        assertThat(folder.resolve("a.json")).hasContent("old");
    }

    @Test
    void whatIsWrittenIsMovedAndMeasured() throws IOException {
        try (StagedFiles staged = StagedFiles.into(folder)) {
            StagedFiles.Staged<String> file =
                    staged.write(
                            "a.json",
                            out -> {
                                out.write("abc".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                                return "result";
                            });
            assertThat(folder.resolve("a.json")).doesNotExist();
            staged.commit();
            assertThat(file)
                    .isEqualTo(
                            new StagedFiles.Staged<>(
                                    3,
                                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                                    "result"));
        }

        assertThat(folder.toFile().list()).containsExactly("a.json");
        assertThat(folder.resolve("a.json")).hasContent("abc");
    }
}
