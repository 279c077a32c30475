package io.memscope.export.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.Module;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files that lie about themselves cost neither an exception nor time nor memory.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileElfTest {
    private static final int MUTATIONS = 3_000;
    private static final int SECTION_TABLE_AT = 40;
    private static final int SECTION_BYTES = 64;
    private static final int SECTION_SIZE = 32;
    private static final int SYMTAB = 2;
    private static final int MANY = 200_000;

    /// Of symbols so many that their number is a large one in an int, too.
    private static final long HUGE_BYTES = 24 * ((1L << 32) + (1 << 28));

    @TempDir Path folder;

    private byte[] program;
    private Path file;
    private int found;

    @BeforeEach
    void compile() throws Exception {
        Path compiled =
                Compiled.program(
                        folder,
                        "shop.c",
                        "int offered(int n) { return n * 3; } int main(void) { return 0; }\n",
                        "-g",
                        "-Wl,--build-id");
        Path link = Files.writeString(folder.resolve("some.debug"), "none");
        Compiled.run("objcopy", "--add-gnu-debuglink=" + link, compiled.toString());
        program = Files.readAllBytes(compiled);
        file = folder.resolve("hostile");
    }

    private void look(byte[] bytes) throws Exception {
        Files.write(file, bytes);
        look();
    }

    private void look() {
        Module module = new Module(1, 0, 0, 0x5000, 0, file.toString(), "");
        try (ModuleSymbols symbols =
                ModuleSymbols.open(module, Compiled.SEEN_LATER, Compiled.options())) {
            for (long address = 0x1000; address < 0x1200; address += 0x10) {
                found += symbols.at(address) == null ? 0 : 1;
            }
        }
    }

    @Test
    void cutAnywhereItIsReadAsFarAsItGoes() throws Exception {
        for (int length = 0; length < program.length; length += program.length / 300) {
            look(Arrays.copyOf(program, length));
        }
        look(program);
        assertThat(found).isPositive();
    }

    @Test
    void anyBytesMayBeWrong() throws Exception {
        Random random = new Random(20_260_101);
        byte[] interesting = {0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xff};
        int headers =
                ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN).getInt(SECTION_TABLE_AT);
        for (int round = 0; round < MUTATIONS; round++) {
            byte[] bytes = program.clone();
            for (int change = random.nextInt(8); change >= 0; change--) {
                // Mostly where numbers are believed: in the headers and the section table.
                int at =
                        switch (random.nextInt(3)) {
                            case 0 -> random.nextInt(0x400);
                            case 1 -> headers + random.nextInt(bytes.length - headers);
                            default -> random.nextInt(bytes.length);
                        };
                bytes[at] =
                        random.nextBoolean()
                                ? interesting[random.nextInt(interesting.length)]
                                : (byte) random.nextInt();
            }
            look(bytes);
        }
        assertThat(found).isPositive();
    }

    @Test
    void aTableOfAHundredGigabytesIsNotRead() throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        int table = (int) bytes.getLong(SECTION_TABLE_AT);
        for (int at = table; at < program.length; at += SECTION_BYTES) {
            if (bytes.getInt(at + 4) == SYMTAB) {
                bytes.putLong(at + SECTION_SIZE, HUGE_BYTES);
            }
        }
        Files.write(file, program);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(HUGE_BYTES + (1 << 20));
        }

        look();

        assertThat(found).isZero();
    }

    @Test
    void ofManyNamesAtOneAddressNotAllAreRead() throws Exception {
        StringBuilder code = new StringBuilder(".text\n");
        for (int i = 0; i < MANY; i++) {
            String name = "same" + i;
            code.append(".type ").append(name).append(", @function\n");
            code.append(".size ").append(name).append(", 64\n").append(name).append(":\n");
        }
        Path many =
                Files.writeString(folder.resolve("many.s"), code.append(".rept 64\nnop\n.endr\n"));
        Path library = folder.resolve("libmany.so");
        Compiled.run("gcc", "-shared", "-o", library.toString(), many.toString());
        long address = Compiled.address(library, "same0");
        try (ModuleSymbols symbols =
                ModuleSymbols.open(
                        Compiled.module(library), Compiled.SEEN_LATER, Compiled.options())) {
            assertThat(symbols.source()).isEqualTo(SymbolSource.SYMTAB);
            for (int i = 0; i < 20_000; i++) {
                assertThat(symbols.at(address + i % 64)).isNotNull();
            }
        }
    }
}
