package io.memscope.chronicle;

import io.memscope.store.Finding;
import io.memscope.store.QueueTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A queue directory that is as the shim writes it, so that Chronicle may open it; what was seen on
/// the way.
///
/// @param documents data documents of the cycles that a tailer reaches
/// @param bytes of their payloads
/// @param unreachedFiles later cycle files, which the listing does not name or whose predecessor is
///   not ended: the process was killed in the middle of a roll, and a tailer stops before them
record QueueCheck(long documents, long bytes, int unreachedFiles) {
    private static final String METADATA_FILE = "metadata.cq4t";
    private static final int METADATA_FILE_BYTES = 131_072;
    private static final int HIGHEST_CYCLE = 0xb8;
    private static final int LOWEST_CYCLE = 0xe0;

    /// Fields of a cycle file that the shim leaves zero. Another program's Chronicle may have
    /// filled them in; what they lead to is not checked, so such a file is not ours any more.
    private static final int[] ZERO_FIELDS = {0x40, 0x48, 0x98, 0xb0};

    /// Checks a directory without Chronicle. A process may be writing to it.
    ///
    /// @throws NotOurQueueException if it is not to be given to Chronicle
    static QueueCheck of(Path directory) throws IOException {
        requireTemplate(directory);
        // The listing before the files: what it names is there by then.
        ByteBuffer metadata = readMetadata(directory.resolve(METADATA_FILE));
        List<CycleFile> files = CycleFile.list(directory);
        long lowest = metadata.getLong(LOWEST_CYCLE);
        long highest = metadata.getLong(HIGHEST_CYCLE);
        requireListed(directory, files, LOWEST_CYCLE, lowest);
        requireListed(directory, files, HIGHEST_CYCLE, highest);

        long documents = 0;
        long bytes = 0;
        int unreached = 0;
        boolean reached = true;
        for (CycleFile file : files) {
            requireNoIndex(file.path());
            DocumentWalk walk = DocumentWalk.of(file.path());
            if (!reached || file.cycle() < lowest || file.cycle() > highest) {
                unreached++;
                continue;
            }
            documents += walk.documents();
            bytes += walk.bytes();
            reached = walk.ended();
        }
        return new QueueCheck(documents, bytes, unreached);
    }

    private static ByteBuffer readMetadata(Path file) throws IOException {
        byte[] metadata;
        try (InputStream input = Files.newInputStream(file)) {
            metadata = input.readNBytes(METADATA_FILE_BYTES + 1);
        }
        if (metadata.length != METADATA_FILE_BYTES) {
            throw new NotOurQueueException(
                    file, metadata.length, "is not " + METADATA_FILE_BYTES + " bytes long");
        }
        for (int i = QueueTemplate.metadata().length; i < metadata.length; i++) {
            if (metadata[i] != 0) {
                throw new NotOurQueueException(file, i, "something follows the last entry");
            }
        }
        return ByteBuffer.wrap(metadata).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// A listing that names cycles without files sends a tailer through all numbers in between.
    private static void requireListed(Path directory, List<CycleFile> files, int offset, long cycle)
            throws NotOurQueueException {
        if (files.stream().noneMatch(file -> file.cycle() == cycle)) {
            throw new NotOurQueueException(
                    directory.resolve(METADATA_FILE),
                    offset,
                    "names cycle " + cycle + ", without a file");
        }
    }

    private static void requireTemplate(Path directory) throws IOException {
        List<Finding> findings = QueueTemplate.findings(directory);
        if (!findings.isEmpty()) {
            Finding first = findings.getFirst();
            throw new NotOurQueueException(
                    directory.resolve(first.file()), first.offsetBytes(), first.why());
        }
    }

    private static void requireNoIndex(Path file) throws IOException {
        byte[] head;
        try (InputStream input = Files.newInputStream(file)) {
            head = input.readNBytes(QueueTemplate.header().length);
        }
        for (int offset : ZERO_FIELDS) {
            if (Arrays.mismatch(
                            head, offset, offset + Long.BYTES, new byte[Long.BYTES], 0, Long.BYTES)
                    >= 0) {
                throw new NotOurQueueException(
                        file, offset, "another program has written its index");
            }
        }
    }
}
