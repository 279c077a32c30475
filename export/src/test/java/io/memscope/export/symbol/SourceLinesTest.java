package io.memscope.export.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Debug information tells lines and inlined functions, whichever symbolizer is there.
class SourceLinesTest {
    private static final String SOURCE =
            """
            volatile int sink;
            namespace shop {
            static inline __attribute__((always_inline)) void pack(int n) {
                sink = n;
            }
            __attribute__((noinline)) void order(int n) {
                pack(n + 1);
            }
            }
            int main() {
                shop::order(1);
                return 0;
            }
            """;

    @TempDir Path folder;

    /// Only this one of the machine's symbolizers, and what demangles.
    private Programs only(String symbolizer) throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String name : List.of(symbolizer, "c++filt")) {
            Path tool = Programs.installed().find(List.of(name)).orElseThrow();
            Files.createSymbolicLink(tools.resolve(name), tool);
        }
        return new Programs(tools.toString());
    }

    private static long storeInOrder(Path program) throws Exception {
        String code =
                Compiled.run("objdump", "-d", "--disassemble=_ZN4shop5orderEi", program.toString());
        return code.lines()
                .filter(line -> line.contains("mov") && line.contains("(%rip)"))
                .mapToLong(line -> Long.parseLong(line.strip().split(":")[0], 16))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"llvm-symbolizer, pack", "addr2line,"})
    void inlinedFunctionsComeFirst(String symbolizer, @Nullable String inlined) throws Exception {
        Path program = Compiled.program(folder, "shop.cpp", SOURCE, "-g", "-O1");
        long address = storeInOrder(program);
        String source = folder.resolve("shop.cpp").toString();

        Map<Long, List<SourcePlace>> places =
                SourceLines.of(only(symbolizer)).at(program, Set.of(address, 0x7fff_0000L));

        assertThat(places).containsOnlyKeys(address);
        List<SourcePlace> found = places.get(address);
        assertThat(found).hasSize(2);
        assertThat(found.getFirst()).isEqualTo(new SourcePlace(inlined, source, 4));
        assertThat(found.getLast()).isEqualTo(new SourcePlace("shop::order(int)", source, 7));
    }

    @Test
    void whatWasAnsweredIsNotAskedAgain() throws Exception {
        Path program = Compiled.program(folder, "shop.cpp", SOURCE, "-g", "-O1");
        long address = storeInOrder(program);
        SourceLines lines = SourceLines.of(only("addr2line"));
        Map<Long, List<SourcePlace>> before = lines.at(program, Set.of(address));
        Files.delete(folder.resolve("tools/addr2line"));

        assertThat(lines.at(program, Set.of(address))).isEqualTo(before).isNotEmpty();
    }

    @Test
    void withoutSymbolizerNothingIsKnown() throws Exception {
        Path program = Compiled.program(folder, "shop.cpp", SOURCE, "-g", "-O1");
        long address = storeInOrder(program);

        assertThat(SourceLines.none().at(program, Set.of(address))).isEmpty();
        assertThat(SourceLines.of(new Programs(folder.toString())).at(program, Set.of(address)))
                .isEmpty();
    }

    @Test
    void aSymbolizerThatAnswersNonsenseIsNotBelieved() throws Exception {
        Path tool = Files.createDirectories(folder.resolve("tools")).resolve("llvm-symbolizer");
        Files.writeString(tool, "#!/bin/sh\nwhile read -r line; do echo \"$line\"; done\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        Programs programs = new Programs(tool.getParent().toString());

        assertThat(SourceLines.of(programs).at(folder.resolve("shop"), Set.of(1L, 2L))).isEmpty();
    }
}
