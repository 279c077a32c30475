package io.memscope.replay;

/// Something that went wrong with a passport: where custody was given, and where the offence
/// happened.
///
/// @param passport id
/// @param atNs of the offence, since session start
/// @param thread of the offence; 0 unknown
/// @param task of the offence; 0 none
/// @param stack of the offence; 0 unknown
/// @param label the function or text of the offence; empty when none
/// @param before the status in which it happened
/// @param given what had given custody, or lent it, last: `ISSUED`, `LENT`, `HANDED_OVER`,
///   `RECLAIMED`, `ADOPTED`; of an offence against a block that was given back, what did that
/// @param givenAtNs when, since session start
/// @param givenThread who; 0 unknown
/// @param givenTask in which; 0 none
/// @param givenStack where; 0 unknown
/// @param givenLabel to which function or owner; empty when none
/// @param evidence how the offence is known
/// @param inGap events were not recorded while the passport was open, so it may be a mistake
public record Violation(
        ViolationKind kind,
        long passport,
        long atNs,
        int thread,
        int task,
        int stack,
        String label,
        PassportStatus before,
        PassportEventKind given,
        long givenAtNs,
        int givenThread,
        int givenTask,
        int givenStack,
        String givenLabel,
        Evidence evidence,
        boolean inGap) {}
