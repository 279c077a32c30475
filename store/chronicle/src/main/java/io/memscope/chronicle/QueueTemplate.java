package io.memscope.chronicle;

import io.memscope.store.EventLog;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first bytes of a file that Chronicle keeps in a queue directory, as the shim writes them,
/// and the fields in it that may differ.
public final class QueueTemplate {
    /// A cycle file's head: Chronicle's header document and our filler. Its mutable fields are
    /// `writePosition` (two), `index2Index` and `lastIndex`.
    public static final QueueTemplate CYCLE_FILE =
            new QueueTemplate("queue_header.def", 0x40, 0x48, 0x98, 0xb0);

    /// The head of `metadata.cq4t`. Its mutable fields are those of the listing, two locks and
    /// three indexes.
    public static final QueueTemplate METADATA =
            new QueueTemplate(
                    "queue_metadata.def", 0xb8, 0xe0, 0x100, 0x128, 0x150, 0x180, 0x1b8, 0x1e8);

    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern BYTE = Pattern.compile("0x([0-9a-f]{2})");

    private final String list;
    private final int[] mutableFields;

    private QueueTemplate(String list, int... mutableFields) {
        this.list = list;
        this.mutableFields = mutableFields;
    }

    /// The bytes, as in the list that the C compiler includes.
    public byte[] bytes() throws IOException {
        try (InputStream input = EventLog.class.getResourceAsStream(list)) {
            if (input == null) {
                throw new FileNotFoundException("not packed with store/format: " + list);
            }
            String text = new String(input.readAllBytes(), StandardCharsets.US_ASCII);
            Matcher matcher = BYTE.matcher(COMMENT.matcher(text).replaceAll(""));
            StringBuilder hex = new StringBuilder();
            while (matcher.find()) {
                hex.append(matcher.group(1));
            }
            return HexFormat.of().parseHex(hex);
        }
    }

    /// A copy in which the mutable fields are zero.
    public byte[] masked(byte[] head) {
        byte[] copy = head.clone();
        for (int offset : mutableFields) {
            Arrays.fill(copy, offset, offset + Long.BYTES, (byte) 0);
        }
        return copy;
    }

    /// Where the head departs from the template, mutable fields aside; -1 when nowhere.
    int mismatch(byte[] head) throws IOException {
        byte[] expected = bytes();
        if (head.length < expected.length) {
            return head.length;
        }
        return Arrays.mismatch(masked(expected), masked(Arrays.copyOf(head, expected.length)));
    }
}
