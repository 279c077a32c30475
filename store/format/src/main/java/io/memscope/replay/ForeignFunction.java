package io.memscope.replay;

/// A foreign function, or whoever else passports were lent or handed over to, by name.
///
/// @param name as declared
/// @param lent passports lent to it for a call
/// @param lentBytes their sizes
/// @param in passports handed over to it
/// @param inBytes their sizes
/// @param out passports that came back from it: reclaimed, or adopted
/// @param outBytes their sizes
/// @param freed passports handed over to it that the foreign side gave back
/// @param held passports handed over to it and in foreign custody at the end
/// @param heldBytes their sizes
/// @param custodyNs how long it had those that came back or were freed
/// @param lentNs how long calls took that something was lent to
public record ForeignFunction(
        String name,
        long lent,
        long lentBytes,
        long in,
        long inBytes,
        long out,
        long outBytes,
        long freed,
        long held,
        long heldBytes,
        Distribution custodyNs,
        Distribution lentNs) {}
