package io.memscope.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/// Goes through a queue directory's documents with Chronicle's own reader, read-only, across
/// cycles. When there are no more it can be asked again: a process that still writes adds some.
///
/// A document is a chunk, there as soon as its space is reserved: how much of it has been written,
/// its watermark says. Not thread-safe.
public final class QueueTailer implements AutoCloseable {
    static {
        ChronicleLog.quiet();
    }

    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private long documents;
    private long bytes;

    private QueueTailer(SingleChronicleQueue queue) {
        this.queue = queue;
        this.tailer = queue.createTailer();
    }

    /// Opens a directory, before its first document.
    ///
    /// @throws NotOurQueueException if it is not as the shim writes it
    public static QueueTailer open(Path directory) throws IOException {
        QueueCheck.of(directory);
        return openChecked(directory);
    }

    static QueueTailer openChecked(Path directory) {
        return new QueueTailer(
                SingleChronicleQueueBuilder.binary(directory)
                        .rollCycle(RollCycles.FAST_HOURLY)
                        .readOnly(true)
                        .build());
    }

    /// Goes to the next document. False when there is none yet.
    public boolean next() {
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                return false;
            }
            documents++;
            bytes += document.wire().bytes().readRemaining();
            return true;
        }
    }

    /// How many documents have been gone through.
    public long documents() {
        return documents;
    }

    /// How many bytes of payload they had.
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        tailer.close();
        queue.close();
    }
}
