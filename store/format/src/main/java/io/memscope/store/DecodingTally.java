package io.memscope.store;

/// What a cursor counts while it decodes. One for all lanes of a cursor.
final class DecodingTally {
    /// Records decoded; one with two stamps counts once.
    long events;

    /// Records of kinds that this version does not interpret.
    long skipped;

    /// Chunks whose rest could not be decoded.
    long brokenChunks;

    /// Chunks that begin before the one before them ended.
    long clockStepsBack;

    /// Bytes of records in the chunks opened so far.
    long openedBytes;

    final Findings findings = new Findings();

    void broken(String file, long offsetBytes, int number) {
        brokenChunks++;
        findings.add(
                file,
                offsetBytes,
                "the record, of kind "
                        + number
                        + ", cannot be decoded; the rest of its chunk is"
                        + " lost");
    }
}
