package io.memscope.export.symbol;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A 64-bit little-endian ELF file. Every number in it may be a lie; what does not add up is an
/// `IOException`, and nothing is allocated on the word of the file alone.
final class ElfFile implements Closeable {
    static final int MAX_NAME_BYTES = 1 << 14;
    static final int MAX_SECTION_NAME_BYTES = 1 << 8;

    private static final int HEADER_BYTES = 64;
    private static final int SECTION_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int MAX_SECTIONS = 1 << 16;
    private static final int MAX_NOTES_BYTES = 1 << 16;
    private static final int MAX_SMALL_SECTION_BYTES = 1 << 16;
    private static final int FIRST_GUESS_BYTES = 1 << 8;

    private static final int MAGIC = 0x464c_457f;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int EXTENDED_INDEX = 0xffff;
    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_NOTE = 4;
    private static final int NOTE_GNU_BUILD_ID = 3;
    private static final String NOTE_OWNER = "GNU\0";

    private final ElfBytes bytes;
    private final List<Segment> segments;
    private final List<ElfSection> sections;

    private record Segment(int type, long offset, long address, long fileBytes, long memoryBytes) {}

    private ElfFile(ElfBytes bytes, List<Segment> segments, List<ElfSection> sections) {
        this.bytes = bytes;
        this.segments = segments;
        this.sections = sections;
    }

    /// Reads the headers. Closing the result closes the file.
    static ElfFile open(Path path) throws IOException {
        ElfBytes bytes = ElfBytes.of(path);
        try {
            return of(bytes);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    static ElfFile of(ElfBytes bytes) throws IOException {
        ByteBuffer header = bytes.read(0, HEADER_BYTES);
        if (header.getInt(0) != MAGIC
                || header.get(4) != CLASS_64
                || header.get(5) != LITTLE_ENDIAN) {
            throw new IOException("no 64-bit little-endian ELF file");
        }
        return new ElfFile(bytes, segments(bytes, header), sections(bytes, header));
    }

    private static List<Segment> segments(ElfBytes bytes, ByteBuffer header) throws IOException {
        int count = Short.toUnsignedInt(header.getShort(56));
        if (count == 0 || header.getShort(54) != SEGMENT_BYTES) {
            return List.of();
        }
        ByteBuffer table = bytes.read(header.getLong(32), count * SEGMENT_BYTES);
        List<Segment> segments = new ArrayList<>();
        for (int at = 0; at < table.limit(); at += SEGMENT_BYTES) {
            segments.add(
                    new Segment(
                            table.getInt(at),
                            table.getLong(at + 8),
                            table.getLong(at + 16),
                            table.getLong(at + 32),
                            table.getLong(at + 40)));
        }
        return segments;
    }

    private static List<ElfSection> sections(ElfBytes bytes, ByteBuffer header) throws IOException {
        long offset = header.getLong(40);
        if (offset == 0 || header.getShort(58) != SECTION_BYTES) {
            return List.of();
        }
        // What is too large for the header stands in the first section.
        ByteBuffer first = bytes.read(offset, SECTION_BYTES);
        int named = Short.toUnsignedInt(header.getShort(60));
        long count = named == 0 ? first.getLong(32) : named;
        int index = Short.toUnsignedInt(header.getShort(62));
        long names = index == EXTENDED_INDEX ? Integer.toUnsignedLong(first.getInt(40)) : index;
        if (count < 0 || count > MAX_SECTIONS || names >= count) {
            throw new IOException("a table of " + count + " sections");
        }
        return sections(bytes, bytes.read(offset, (int) count * SECTION_BYTES), (int) names);
    }

    private static List<ElfSection> sections(ElfBytes bytes, ByteBuffer table, int names)
            throws IOException {
        long namesAt = table.getLong(names * SECTION_BYTES + 24);
        long namesBytes = table.getLong(names * SECTION_BYTES + 32);
        List<ElfSection> sections = new ArrayList<>();
        for (int at = 0; at < table.limit(); at += SECTION_BYTES) {
            sections.add(
                    new ElfSection(
                            text(
                                    bytes,
                                    namesAt,
                                    namesBytes,
                                    Integer.toUnsignedLong(table.getInt(at)),
                                    MAX_SECTION_NAME_BYTES),
                            table.getInt(at + 4),
                            table.getLong(at + 24),
                            table.getLong(at + 32),
                            table.getInt(at + 40)));
        }
        return sections;
    }

    /// The first section of this name that has bytes in this file.
    Optional<ElfSection> section(String name) {
        return sections.stream()
                .filter(section -> section.type() != ElfSection.NOBITS && section.sizeBytes() > 0)
                .filter(section -> section.name().equals(name))
                .findFirst();
    }

    /// The first section of this type.
    Optional<ElfSection> section(int type) {
        return sections.stream().filter(section -> section.type() == type).findFirst();
    }

    /// The section that belongs to another one, as its names belong to a table of symbols.
    ElfSection linked(ElfSection section) throws IOException {
        if (section.link() < 0 || section.link() >= sections.size()) {
            throw new IOException("there is no section " + section.link());
        }
        return sections.get(section.link());
    }

    /// A part of a section.
    ByteBuffer read(ElfSection section, long from, int length) throws IOException {
        if (from < 0 || length < 0 || from > section.sizeBytes() - length) {
            throw new IOException(length + " bytes at " + from + " of " + section.name());
        }
        return bytes.read(section.offset() + from, length);
    }

    /// The whole of a section that is small by nature.
    ByteBuffer small(ElfSection section) throws IOException {
        return read(section, 0, (int) Math.min(section.sizeBytes(), MAX_SMALL_SECTION_BYTES));
    }

    /// The text at a place in a section, up to its NUL; what is not there is empty.
    String text(ElfSection names, long from) throws IOException {
        // Nearly all are short.
        String text = text(bytes, names.offset(), names.sizeBytes(), from, FIRST_GUESS_BYTES);
        return text.length() < FIRST_GUESS_BYTES
                ? text
                : text(bytes, names.offset(), names.sizeBytes(), from, MAX_NAME_BYTES);
    }

    private static String text(ElfBytes bytes, long start, long length, long from, int mostBytes)
            throws IOException {
        long there = Math.min(length - from, bytes.sizeBytes() - start - from);
        if (from < 0 || start < 0 || there <= 0) {
            return "";
        }
        ByteBuffer text = bytes.read(start + from, (int) Math.min(mostBytes, there));
        int end = 0;
        while (end < text.limit() && text.get(end) != 0) {
            end++;
        }
        return StandardCharsets.UTF_8.decode(text.limit(end)).toString();
    }

    /// How many bytes of address space the file takes when it is mapped; 0 when it says nothing.
    long mappedBytes() {
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (Segment segment : segments) {
            if (segment.type() == SEGMENT_LOAD) {
                start = Math.min(start, segment.address());
                end = Math.max(end, segment.address() + segment.memoryBytes());
            }
        }
        return end > start ? end - start : 0;
    }

    /// The GNU build id in hexadecimal; empty when there is none. SystemTap's notes have the same
    /// type and another owner.
    String buildId() throws IOException {
        // A separate debug file has the segments of its program, not their bytes.
        for (ElfSection section : sections) {
            if (section.type() == ElfSection.NOTE) {
                String found = buildId(notes(section.offset(), section.sizeBytes()));
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        for (Segment segment : segments) {
            if (sections.isEmpty() && segment.type() == SEGMENT_NOTE) {
                String found = buildId(notes(segment.offset(), segment.fileBytes()));
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return "";
    }

    private ByteBuffer notes(long offset, long sizeBytes) throws IOException {
        return bytes.read(offset, Math.clamp(sizeBytes, 0, MAX_NOTES_BYTES));
    }

    private static String buildId(ByteBuffer notes) {
        while (notes.remaining() >= 12) {
            int ownerBytes = notes.getInt();
            int contentBytes = notes.getInt();
            int type = notes.getInt();
            long paddedOwner = (ownerBytes + 3L) & ~3L;
            long paddedContent = (contentBytes + 3L) & ~3L;
            if (ownerBytes < 0
                    || contentBytes < 0
                    || paddedOwner + contentBytes > notes.remaining()) {
                return "";
            }
            byte[] owner = new byte[ownerBytes];
            notes.get(notes.position(), owner);
            int content = notes.position() + (int) paddedOwner;
            if (type == NOTE_GNU_BUILD_ID
                    && new String(owner, StandardCharsets.ISO_8859_1).equals(NOTE_OWNER)) {
                byte[] id = new byte[contentBytes];
                notes.get(content, id);
                return HexFormat.of().formatHex(id);
            }
            notes.position((int) Math.min(content + paddedContent, notes.limit()));
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
