package io.memscope.export.report;

import java.util.List;

/// Which reports there are.
public final class ReportSuite {
    /// All of a session, in the order in which they are written.
    public static final List<Report> ALL =
            List.of(
                    new MemoryAnalysisReport(),
                    new LifetimeReport(),
                    new ThreadAnalysisReport(),
                    new MemoryPassportsReport(),
                    new LeakDetectionReport(),
                    new UnsafeFfiReport(),
                    new SystemResourcesReport(),
                    new AsyncAnalysisReport(),
                    new OwnershipGraphReport(),
                    new TaskGraphReport());

    private ReportSuite() {}
}
