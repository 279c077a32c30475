package io.memscope.store;

/// A file mapped as code: the program or a library.
///
/// @param id from 1 on
/// @param firstSeenTicks when the shim first met it
/// @param start where its mapping begins in the traced process
/// @param end the byte after its mapping
/// @param bias what is subtracted from a pc to get an address in the file
/// @param path as the dynamic loader knows it
/// @param buildId in hexadecimal; empty when it has none
public record Module(
        int id, long firstSeenTicks, long start, long end, long bias, String path, String buildId) {

    /// The file's name without its folders.
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
