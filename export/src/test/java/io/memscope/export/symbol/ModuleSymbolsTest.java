package io.memscope.export.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.Module;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Names come from the right file, or there are none.
class ModuleSymbolsTest {
    private static final String SOURCE =
            """
            __attribute__((noinline)) int offered(int n) { return n * 3 + (n >> 2); }
            __attribute__((noinline)) static int hidden(int n) { return n ^ offered(n); }
            extern int __plain_alias(int n) __attribute__((alias("offered")));
            int main(int count, char **arguments) { return hidden(count) + offered(count); }
            """;

    @TempDir Path folder;

    private Path program;
    private long offered;
    private long hidden;

    @BeforeEach
    void compile() throws Exception {
        program = Compiled.program(folder, "shop.c", SOURCE, "-O1", "-rdynamic", "-Wl,--build-id");
        offered = Compiled.address(program, "offered");
        hidden = Compiled.address(program, "hidden");
    }

    private static ModuleSymbols open(Module module, Path... debugFolders) {
        return ModuleSymbols.open(module, Compiled.SEEN_LATER, Compiled.options(debugFolders));
    }

    private static void expect(
            Module module, SymbolSource source, long address, String name, Path... debugFolders) {
        try (ModuleSymbols symbols = open(module, debugFolders)) {
            assertThat(symbols.source()).isEqualTo(source);
            NativeFunction function = symbols.at(address);
            assertThat(function == null ? null : function.name()).isEqualTo(name);
        }
    }

    private static void expectNone(Module module, SymbolSource source, long address) {
        expect(module, source, address, null);
    }

    @Test
    void theFullTableNamesLocalFunctionsToo() throws Exception {
        expect(Compiled.module(program), SymbolSource.SYMTAB, hidden, "hidden");
        expect(Compiled.module(program), SymbolSource.SYMTAB, hidden + 3, "hidden");
    }

    @Test
    void theOffsetCountsFromWhereTheFunctionStarts() throws Exception {
        try (ModuleSymbols symbols = open(Compiled.module(program))) {
            assertThat(symbols.at(offered + 3)).isEqualTo(new NativeFunction("offered", 3));
        }
    }

    @Test
    void whatNoFunctionReachesHasNoName() throws Exception {
        Module module = Compiled.module(program);
        long text = Compiled.address(program, "_init");

        expectNone(module, SymbolSource.SYMTAB, text - 1);
        expectNone(module, SymbolSource.SYMTAB, text + (1 << 20));
        expectNone(module, SymbolSource.SYMTAB, -1);
    }

    @Test
    void ofSeveralNamesThePlainestIsTold() throws Exception {
        assertThat(Compiled.address(program, "__plain_alias")).isEqualTo(offered);
        expect(Compiled.module(program), SymbolSource.SYMTAB, offered, "offered");
    }

    @Test
    void versionsAreNoPartOfNames() throws Exception {
        Path script = Files.writeString(folder.resolve("versions"), "V1 { global: old; };");
        Path library =
                Compiled.program(
                        folder,
                        "lib.c",
                        "int fresh(int n) { return n + 41; }\n"
                                + "__asm__(\".symver fresh, old@@V1\");\n",
                        "-O1",
                        "-shared",
                        "-fPIC",
                        "-Wl,--version-script=" + script);
        assertThat(Compiled.run("nm", library.toString())).contains("old@@V1");
        expect(
                Compiled.module(library),
                SymbolSource.SYMTAB,
                Compiled.address(library, "old@@V1"),
                "old");
    }

    @Test
    void aNoteOfAnotherOwnerIsNoBuildId() throws Exception {
        Path other =
                Compiled.program(
                        folder,
                        "other.c",
                        """
                        __asm__(".pushsection .note.probe, \\"a\\", @note\\n"
                                ".long 8, 4, 3\\n.asciz \\"stapsdt\\"\\n.long 0x12345678\\n"
                                ".popsection");
                        int main(void) { return 0; }
                        """,
                        "-Wl,--build-id=none");

        assertThat(Compiled.run("readelf", "-SW", other.toString())).contains(".note.probe");
        assertThat(Compiled.module(other).buildId()).isEmpty();
    }

    @Nested
    class OfAStrippedFile {
        @Test
        void whatItOffersToOthersHasAName() throws Exception {
            Compiled.run("strip", program.toString());

            expect(Compiled.module(program), SymbolSource.DYNSYM, offered, "offered");
            expectNone(Compiled.module(program), SymbolSource.DYNSYM, hidden);
        }

        @Test
        void theDebugFileIsFoundByBuildId() throws Exception {
            Module module = Compiled.module(program);
            Path debugFolder = folder.resolve("debug files");
            Path debug =
                    debugFolder
                            .resolve(".build-id")
                            .resolve(module.buildId().substring(0, 2))
                            .resolve(module.buildId().substring(2) + ".debug");
            Files.createDirectories(debug.getParent());
            separate(debug);

            expect(module, SymbolSource.DEBUG_FILE, hidden, "hidden", debugFolder);

            Files.delete(program);
            expect(module, SymbolSource.DEBUG_FILE, hidden, "hidden", debugFolder);
        }

        @Test
        void theDebugFileIsFoundByTheLinkThatItLeft() throws Exception {
            program = Compiled.program(folder, "shop.c", SOURCE, "-O1", "-Wl,--build-id=none");
            hidden = Compiled.address(program, "hidden");
            Path debug = folder.resolve(".debug/shop.debug");
            Files.createDirectories(debug.getParent());
            separate(debug);
            Compiled.run("objcopy", "--add-gnu-debuglink=" + debug, program.toString());

            expect(Compiled.module(program), SymbolSource.DEBUG_FILE, hidden, "hidden");
        }

        @Test
        void aDebugFileOfAnotherBuildIsNotUsed() throws Exception {
            program = Compiled.program(folder, "shop.c", SOURCE, "-O1", "-Wl,--build-id=none");
            hidden = Compiled.address(program, "hidden");
            Path debug = folder.resolve("shop.debug");
            separate(debug);
            Compiled.run("objcopy", "--add-gnu-debuglink=" + debug, program.toString());
            byte[] bytes = Files.readAllBytes(debug);
            bytes[bytes.length - 1] ^= 1;
            Files.write(debug, bytes);

            expectNone(Compiled.module(program), SymbolSource.NONE, hidden);
        }

        @Test
        void packedSymbolsAreUnpacked() throws Exception {
            Path debug = folder.resolve("mini");
            separate(debug);
            Path packed = folder.resolve("mini.xz");
            Files.write(packed, xz(Files.readAllBytes(debug)));
            Compiled.run(
                    "objcopy", "--add-section", ".gnu_debugdata=" + packed, program.toString());

            expect(Compiled.module(program), SymbolSource.SYMTAB, hidden, "hidden");
            expect(Compiled.module(program), SymbolSource.SYMTAB, offered, "offered");
        }

        private void separate(Path debug) throws Exception {
            Compiled.run("objcopy", "--only-keep-debug", program.toString(), debug.toString());
            Compiled.run("strip", program.toString());
        }

        private static byte[] xz(byte[] bytes) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (XZOutputStream out = new XZOutputStream(packed, new LZMA2Options())) {
                out.write(bytes);
            }
            return packed.toByteArray();
        }
    }

    @Nested
    class OfAFileThatWasReplaced {
        private static final String OTHER = "int main(void) { return 42; }\n";

        @Test
        void theBuildIdTells() throws Exception {
            Module module = Compiled.module(program);
            Compiled.program(folder, "shop.c", OTHER, "-Wl,--build-id");

            expectNone(module, SymbolSource.REPLACED, offered);
        }

        @Test
        void aBuildIdWhereNoneWasExpectedTells() throws Exception {
            Module module = Compiled.module(program);
            Compiled.program(folder, "shop.c", SOURCE, "-O1", "-Wl,--build-id=none");

            expectNone(module, SymbolSource.REPLACED, offered);
        }

        @Test
        void withoutBuildIdTheTimeOfItsLastChangeTells() throws Exception {
            program = Compiled.program(folder, "shop.c", SOURCE, "-O1", "-Wl,--build-id=none");
            Module module = Compiled.module(program);
            Instant seen = Instant.parse("2026-01-01T00:00:00Z");
            long seenNs = TimeUnit.SECONDS.toNanos(seen.getEpochSecond());

            Files.setLastModifiedTime(program, FileTime.from(seen.minus(Duration.ofDays(1))));
            assertThat(sourceOf(module, seenNs)).isEqualTo(SymbolSource.SYMTAB);

            Files.setLastModifiedTime(program, FileTime.from(seen.plus(Duration.ofDays(1))));
            assertThat(sourceOf(module, seenNs)).isEqualTo(SymbolSource.REPLACED);
        }

        @Test
        void withoutBuildIdWhatItTakesOfTheAddressSpaceTells() throws Exception {
            program = Compiled.program(folder, "shop.c", SOURCE, "-O1", "-Wl,--build-id=none");
            Module module = Compiled.module(program);
            Compiled.program(
                    folder,
                    "shop.c",
                    "char more[1 << 20];\n" + SOURCE,
                    "-O1",
                    "-Wl,--build-id=none");

            expectNone(module, SymbolSource.REPLACED, offered);
        }

        @Test
        void whatWasDeletedAndIsThereAgainIsAnotherUnlessItsBuildIdSaysOtherwise()
                throws Exception {
            Module same = Compiled.module(program);
            Module other =
                    Compiled.module(
                            Compiled.program(
                                    folder, "other.c", SOURCE, "-O1", "-Wl,--build-id=none"));

            expect(deleted(same), SymbolSource.SYMTAB, offered, "offered");
            expectNone(deleted(other), SymbolSource.REPLACED, offered);
        }

        private static SymbolSource sourceOf(Module module, long seenNs) {
            try (ModuleSymbols symbols = ModuleSymbols.open(module, seenNs, Compiled.options())) {
                return symbols.source();
            }
        }

        private static Module deleted(Module module) {
            return at(module, module.path() + " (deleted)");
        }
    }

    @Test
    void whatIsNotThereIsMissing() throws Exception {
        Module module = Compiled.module(program);

        expectNone(at(module, "/nonexistent/lib.so"), SymbolSource.MISSING, offered);
        expectNone(at(module, "relative/lib.so"), SymbolSource.MISSING, offered);
        expectNone(at(module, "/\0"), SymbolSource.MISSING, offered);
    }

    @Test
    void whatTheKernelMapsItselfHasNoFile() throws Exception {
        Module module = Compiled.module(program);

        expectNone(at(module, "linux-vdso.so.1"), SymbolSource.NONE, offered);
        expectNone(at(module, ""), SymbolSource.NONE, offered);
    }

    @Test
    void whatIsNoElfFileHasNoNames() throws Exception {
        Module module = Compiled.module(program);
        Path pipe = folder.resolve("pipe");
        Compiled.run("mkfifo", pipe.toString());

        expectNone(at(module, folder.toString()), SymbolSource.NONE, offered);
        expectNone(at(module, folder.resolve("shop.c").toString()), SymbolSource.NONE, offered);
        expectNone(at(module, pipe.toString()), SymbolSource.NONE, offered);
    }

    @Test
    void aCopyOfTheRootIsSearchedInsteadOfTheMachine() throws Exception {
        Module module = Compiled.module(program);
        SymbolOptions options = new SymbolOptions(folder, List.of(), false);

        try (ModuleSymbols symbols =
                ModuleSymbols.open(at(module, "/shop"), Compiled.SEEN_LATER, options)) {
            assertThat(symbols.source()).isEqualTo(SymbolSource.SYMTAB);
        }
    }

    @Test
    void theVirtualMachinesOwnFunctionsAreNamed() throws Exception {
        Path jvm = Path.of(System.getProperty("java.home"), "lib/server/libjvm.so");
        Module module = Compiled.module(jvm);
        assertThat(Compiled.run("readelf", "-n", jvm.toString()))
                .contains("stapsdt")
                .contains("Build ID: " + module.buildId());

        NativeNames.Frames frames = new NativeNames.Frames();
        long malloc = Compiled.address(jvm, "_ZN2os6mallocEm6MemTag");
        frames.add(1, malloc + 1);
        NativeNames names =
                NativeNames.of(
                        List.of(module), _ -> Compiled.SEEN_LATER, frames, Compiled.options());

        assertThat(names.source(1)).isEqualTo(SymbolSource.SYMTAB);
        assertThat(names.function(1, malloc + 1))
                .isEqualTo(new NativeFunction("os::malloc(unsigned long, MemTag)", 1));
    }

    private static Module at(Module module, String path) {
        return new Module(1, 0, module.start(), module.end(), 0, path, module.buildId());
    }
}
