package io.memscope.export.check;

import io.memscope.export.report.NamedFrame;
import java.util.List;

/// One thing that counts against a budget.
///
/// @param queue of the process it was found in
/// @param site where, in short
/// @param identity sixteen hexadecimal digits that stand for the site in every recording
/// @param text what was found, in a sentence; names in it are as the program chose them
/// @param amount what counts against the budget: bytes, bytes a second or 1
/// @param bytes of the blocks it is about
/// @param blocks how many those are
/// @param frames of the stack, innermost first
public record CheckFinding(
        BudgetKind kind,
        String queue,
        String site,
        String identity,
        String text,
        long amount,
        long bytes,
        long blocks,
        List<NamedFrame> frames) {
    /// Copies the list.
    public CheckFinding {
        frames = List.copyOf(frames);
    }
}
