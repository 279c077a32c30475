package io.memscope.replay;

import io.memscope.store.PassportSource;

/// An arena or allocator as an owner of passports.
///
/// @param id from 1 on; passports and holders share the numbers
/// @param name may be empty
/// @param openedNs since session start; -1 when that was not recorded
/// @param openedThread 0 unknown
/// @param openedTask 0 none
/// @param openedStack 0 unknown
/// @param closedNs since session start; -1 while open
/// @param closedThread 0 unknown
/// @param closedStack 0 unknown
/// @param issued passports ever
/// @param issuedBytes their sizes
/// @param open passports of it that had not ended at the end
/// @param openBytes their sizes
public record Holder(
        long id,
        String name,
        PassportSource source,
        long openedNs,
        int openedThread,
        int openedTask,
        int openedStack,
        long closedNs,
        int closedThread,
        int closedStack,
        long issued,
        long issuedBytes,
        long open,
        long openBytes) {

    /// Whether it had not been closed.
    public boolean isOpen() {
        return closedNs < 0;
    }
}
