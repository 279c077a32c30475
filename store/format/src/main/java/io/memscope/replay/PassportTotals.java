package io.memscope.replay;

import java.util.Map;

/// All passports in one row, whether they are kept one by one or not.
///
/// @param issued passports ever
/// @param issuedBytes their sizes
/// @param open not ended at the end
/// @param openBytes their sizes
/// @param byStatus how many are in each status at the end; every status is a key
/// @param bytesByStatus their sizes; every status is a key
/// @param violations how many of each kind; every kind is a key
/// @param violating passports with at least one
/// @param leaks how many by each definition; every one is a key
/// @param leakedBytes their sizes; every definition is a key
/// @param endsObserved passports whose end the shim saw
/// @param endsDeclared passports whose end was declared only
/// @param endsInferred passports whose end follows from what came later
/// @param declaredOnly passports of whose block the shim saw nothing
/// @param unknownIssues passports with steps, whose issue was not recorded
/// @param lateSteps steps that came after the end, of passports no longer kept
/// @param events steps of all, declared and observed
public record PassportTotals(
        long issued,
        long issuedBytes,
        long open,
        long openBytes,
        Map<PassportStatus, Long> byStatus,
        Map<PassportStatus, Long> bytesByStatus,
        Map<ViolationKind, Long> violations,
        long violating,
        Map<LeakKind, Long> leaks,
        Map<LeakKind, Long> leakedBytes,
        long endsObserved,
        long endsDeclared,
        long endsInferred,
        long declaredOnly,
        long unknownIssues,
        long lateSteps,
        long events) {

    public PassportTotals {
        byStatus = Map.copyOf(byStatus);
        bytesByStatus = Map.copyOf(bytesByStatus);
        violations = Map.copyOf(violations);
        leaks = Map.copyOf(leaks);
        leakedBytes = Map.copyOf(leakedBytes);
    }
}
