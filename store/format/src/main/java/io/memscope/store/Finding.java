package io.memscope.store;

/// Something wrong with a queue directory that reading went on in spite of.
///
/// @param file name of the file within the directory
/// @param offsetBytes where in the file
/// @param why in words
public record Finding(String file, long offsetBytes, String why) {

    /// As one line: `x.cq4: at byte 4096: kind 9`.
    @Override
    public String toString() {
        return file + ": at byte " + offsetBytes + ": " + why;
    }
}
