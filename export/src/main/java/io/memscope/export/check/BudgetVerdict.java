package io.memscope.export.check;

import java.util.List;

/// Whether a budget was kept.
///
/// @param limit in bytes, bytes a second, nanoseconds or a number
/// @param actual bytes or violations in all; of growth the fastest site's; of custody how many
///   blocks were held for longer
/// @param broken whether it was not kept
/// @param findings what counts against it, the most first; none when it was kept
/// @param total how many findings there are, kept here or not
public record BudgetVerdict(
        BudgetKind kind,
        long limit,
        long actual,
        boolean broken,
        List<CheckFinding> findings,
        long total) {
    /// Copies the list.
    public BudgetVerdict {
        findings = List.copyOf(findings);
    }
}
