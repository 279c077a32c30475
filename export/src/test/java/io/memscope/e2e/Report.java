package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/// x
record Report(Path folder) {
    static Report export(Path run, Path folder) {
        Outcome outcome =
                Program.of(
                                Installation.launcher("memscope-export").toString(),
                                run.toString(),
                                "-o",
                                folder.toString())
                        .runBare();
        assertThat(outcome.stderr()).isEmpty();
        assertThat(outcome.status()).isZero();
        return new Report(folder);
    }

    void expectValidFor(Recording recording) {}
}
