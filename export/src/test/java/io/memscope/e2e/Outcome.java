package io.memscope.e2e;

/// What the one who started a program sees of it. Bytes are kept one to one as ISO 8859-1
/// characters, so that two outcomes are equal when every byte is.
///
/// @param status the exit code, 128 + n when signal n ended it
record Outcome(int status, String stdout, String stderr) {}
