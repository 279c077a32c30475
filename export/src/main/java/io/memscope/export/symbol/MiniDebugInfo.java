package io.memscope.export.symbol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.tukaani.xz.XZInputStream;

/// The table of symbols that some distributions pack into their stripped files: an ELF file of its
/// own, compressed, in the section `.gnu_debugdata`.
final class MiniDebugInfo {
    private static final String SECTION = ".gnu_debugdata";
    private static final int MAX_PACKED_BYTES = 1 << 25;
    private static final int MAX_BYTES = 1 << 27;
    private static final int MAX_MEMORY_KIB = 1 << 16;

    private MiniDebugInfo() {}

    static Optional<ElfFile> of(ElfFile file) throws IOException {
        ElfSection section = file.section(SECTION).orElse(null);
        if (section == null) {
            return Optional.empty();
        }
        if (section.sizeBytes() > MAX_PACKED_BYTES) {
            throw new IOException(SECTION + " has " + section.sizeBytes() + " bytes");
        }
        ByteBuffer packed = file.read(section, 0, (int) section.sizeBytes());
        try (InputStream in =
                new XZInputStream(
                        new ByteArrayInputStream(
                                packed.array(),
                                packed.arrayOffset() + packed.position(),
                                packed.remaining()),
                        MAX_MEMORY_KIB)) {
            byte[] unpacked = in.readNBytes(MAX_BYTES);
            if (unpacked.length == MAX_BYTES) {
                throw new IOException(SECTION + " unpacks to more than " + MAX_BYTES + " bytes");
            }
            return Optional.of(ElfFile.of(ElfBytes.of(unpacked)));
        }
    }
}
