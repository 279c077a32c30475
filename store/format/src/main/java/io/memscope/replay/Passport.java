package io.memscope.replay;

import io.memscope.store.PassportSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The history of one block, or part of a block, across the boundary between Java and native code:
/// who owned it, who had it, when it crossed, how it ended.
///
/// @param id from 1 on, never used twice
/// @param address where its range starts, or started last
/// @param sizeBytes of its range
/// @param blockAddress of the block of the malloc family that it lies in; 0 when none is known
/// @param blockSizeBytes of that block, as requested; 0 when none is known
/// @param type empty when unknown
/// @param variable empty when unknown
/// @param owner name; may be empty
/// @param holder id of its arena or allocator; 0 none
/// @param heldBy the function that it was given to and that has it; empty when nobody foreign has
///   it or its name was not told
/// @param lendings to calls that had not returned
/// @param handles counted ones that were not given up
/// @param issuedNs since session start
/// @param updatedNs of its latest event, since session start
/// @param endedNs since session start; -1 while open
/// @param stack id of where it was issued: the block's, where the step had none; 0 unknown
/// @param thread that it was issued by; 0 unknown
/// @param task that it was issued in; 0 none
/// @param events oldest first: the first and last ones verbatim, those in between counted
/// @param eventsTotal how many there were
/// @param violations the first ones
/// @param violationsTotal how many there were
/// @param leak by which definition it is lost; null when it is not
/// @param declaredOnly the shim saw nothing of its block
/// @param inGap events were not recorded while it was open: verdicts may be mistakes
public record Passport(
        long id,
        long address,
        long sizeBytes,
        long blockAddress,
        long blockSizeBytes,
        String type,
        String variable,
        String owner,
        PassportSource source,
        long holder,
        PassportStatus status,
        String heldBy,
        int lendings,
        int handles,
        long issuedNs,
        long updatedNs,
        long endedNs,
        int stack,
        int thread,
        int task,
        List<PassportEvent> events,
        long eventsTotal,
        List<Violation> violations,
        long violationsTotal,
        @Nullable LeakKind leak,
        boolean declaredOnly,
        boolean inGap) {

    public Passport {
        events = List.copyOf(events);
        violations = List.copyOf(violations);
    }

    /// Who has it.
    public Custodian custodian() {
        return status.custodian();
    }

    /// Whether it had not ended.
    public boolean isOpen() {
        return endedNs < 0;
    }
}
