package io.memscope.export;

import io.memscope.export.report.LeakSite;
import io.memscope.export.report.ReportSource;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.LeakKind;
import java.util.List;

/// A site of the user's code that keeps memory, in short.
///
/// @param site where it was asked for: function and line, and the Java line of native code
/// @param definition by which it is lost
public record LeakLine(String site, LeakKind definition, long blocks, long bytes) {
    /// How many a summary shows.
    private static final int MOST = 3;

    /// Those that keep most bytes, the largest first. What the virtual machine and the C library
    /// keep for themselves is not among them.
    static List<LeakLine> of(ReportSource source) {
        return source.survey().leaks().stream()
                .filter(leak -> SiteOwner.isUsers(source.owner(leak)))
                .limit(MOST)
                .map(leak -> of(source, leak))
                .toList();
    }

    private static LeakLine of(ReportSource source, LeakSite leak) {
        return new LeakLine(
                source.place(leak.stack()), leak.definition(), leak.blocks(), leak.bytes());
    }
}
