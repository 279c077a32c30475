package io.memscope.tracker;

/// What the recording of this process has come to.
///
/// @param events written so far; less than 0 where it is not counted
/// @param writtenBytes size of the queue so far
/// @param lostEvents events that could not be written; each is in a gap that the queue tells of
/// @param passports issued so far
/// @param shimBytes memory that recording itself takes, outside the Java heap
public record Statistics(
        long events, long writtenBytes, long lostEvents, long passports, long shimBytes) {
    static final Statistics NONE = new Statistics(0, 0, 0, 0, 0);
}
