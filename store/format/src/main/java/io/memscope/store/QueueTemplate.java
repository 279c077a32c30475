package io.memscope.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The bytes that the files of a queue begin with: those that Chronicle Queue writes for the roll
/// cycle `FAST_HOURLY`, from the same lists that the shim is compiled with.
public final class QueueTemplate {
    /// Length of `metadata.cq4t`.
    static final int METADATA_BYTES = 131_072;

    static final int HIGHEST_CYCLE = 0xb8;
    static final int LOWEST_CYCLE = 0xe0;
    static final int MOD_COUNT = 0x100;

    /// Where a cycle file's header changes in use: both `writePosition`, `index2Index`,
    /// `lastIndex`.
    private static final List<Integer> MUTABLE_IN_CYCLE = List.of(0x40, 0x48, 0x98, 0xb0);

    /// And `metadata.cq4t`: cycles, modCount, locks, replicated and synced indexes.
    private static final List<Integer> MUTABLE_IN_METADATA =
            List.of(HIGHEST_CYCLE, LOWEST_CYCLE, MOD_COUNT, 0x128, 0x150, 0x180, 0x1b8, 0x1e8);

    private static final Pattern BYTE = Pattern.compile("0x([0-9a-f]{2})(?![0-9a-f])");
    private static final byte[] HEADER = load("queue_header.def");
    private static final byte[] METADATA = load("queue_metadata.def");

    private QueueTemplate() {}

    /// The first bytes of a cycle file.
    public static byte[] header() {
        return HEADER.clone();
    }

    /// The first bytes of `metadata.cq4t`; the rest is zero.
    public static byte[] metadata() {
        return METADATA.clone();
    }

    /// Where a directory's files differ from the template outside the fields that change in use. A
    /// directory with findings must not be handed to Chronicle.
    public static List<Finding> findings(Path queueDirectory) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Path metadata = queueDirectory.resolve(QueueDirectories.METADATA_FILE);
        compare(metadata, METADATA, MUTABLE_IN_METADATA, findings);
        try (var files = Files.newDirectoryStream(queueDirectory, "*.cq4")) {
            for (Path file : files) {
                compare(file, HEADER, MUTABLE_IN_CYCLE, findings);
            }
        }
        return findings;
    }

    static List<Finding> findings(CycleFile file) {
        List<Finding> findings = new ArrayList<>();
        MemorySegment mapped = file.mapped();
        if (mapped.byteSize() >= HEADER.length) {
            byte[] start = mapped.asSlice(0, HEADER.length).toArray(ValueLayout.JAVA_BYTE);
            compare(file.name(), start, HEADER, MUTABLE_IN_CYCLE, findings);
        }
        return findings;
    }

    private static void compare(
            Path file, byte[] template, List<Integer> mutable, List<Finding> findings)
            throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(template.length);
            compare(file.getFileName().toString(), start, template, mutable, findings);
        }
    }

    private static void compare(
            String file,
            byte[] start,
            byte[] template,
            List<Integer> mutable,
            List<Finding> findings) {
        if (start.length < template.length) {
            findings.add(new Finding(file, start.length, "ends within the template"));
            return;
        }
        byte[] masked = start.clone();
        for (int at : mutable) {
            System.arraycopy(template, at, masked, at, Long.BYTES);
        }
        for (int i = 0; i < template.length; i++) {
            if (masked[i] != template[i]) {
                findings.add(new Finding(file, i, "differs from the template"));
                return;
            }
        }
    }

    private static byte[] load(String list) {
        try (InputStream in = QueueTemplate.class.getResourceAsStream(list)) {
            if (in == null) {
                throw new IllegalStateException(list + " was not packed");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            String bytes = text.substring(text.indexOf("*/"));
            List<Byte> parsed = new ArrayList<>();
            for (Matcher m = BYTE.matcher(bytes); m.find(); ) {
                parsed.add((byte) Integer.parseInt(m.group(1), 16));
            }
            byte[] result = new byte[parsed.size()];
            for (int i = 0; i < result.length; i++) {
                result[i] = parsed.get(i);
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
