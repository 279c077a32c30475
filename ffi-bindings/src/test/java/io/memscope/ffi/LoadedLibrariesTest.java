package io.memscope.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadedLibrariesTest {
    private static final String CODE = "7f01-7f02 r-xp 00001000 08:01 123   ";

    @Test
    void aFileIsFoundByItsName() {
        assertThat(
                        find(
                                "7ffd-7ffe rw-p 00000000 00:00 0   [stack]",
                                CODE + "/opt/lib/libmemscope.so"))
                .contains(Path.of("/opt/lib/libmemscope.so"));
    }

    @Test
    void aNameMayHaveSpacesAndTheFileMayBeGone() {
        assertThat(find(CODE + "/opt/my lib/libmemscope.so (deleted)"))
                .contains(Path.of("/opt/my lib/libmemscope.so"));
    }

    @Test
    void theWholeNameCounts() {
        assertThat(
                        find(
                                CODE + "/lib/notlibmemscope.so",
                                CODE + "/lib/libmemscope.so.debug",
                                "7f01-7f02 rw-p 0 0:0 0"))
                .isEmpty();
    }

    @Test
    void whatThisProcessHasMappedIsFound() {
        assertThat(LoadedLibraries.find("libjvm.so")).isPresent();
        assertThat(LoadedLibraries.find("libnothere.so")).isEmpty();
    }

    private static Optional<Path> find(String... lines) {
        return LoadedLibraries.find("libmemscope.so", Stream.of(lines));
    }
}
