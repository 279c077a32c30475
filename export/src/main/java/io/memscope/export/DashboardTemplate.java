package io.memscope.export;

/// The page that {@link ReportOptions.Format#HTML} writes.
public enum DashboardTemplate {
    /// One page with everything: verdict, timeline, sites, threads, leaks.
    UNIFIED("dashboard_unified.html");

    private final String fileName;

    DashboardTemplate(String fileName) {
        this.fileName = fileName;
    }

    /// The name of the page's file.
    public String fileName() {
        return fileName;
    }
}
