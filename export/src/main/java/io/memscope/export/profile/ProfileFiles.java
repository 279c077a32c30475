package io.memscope.export.profile;

import java.util.Arrays;
import java.util.List;

/// Which files there are of each format.
public final class ProfileFiles {
    /// One a metric: the format has one number a stack.
    public static final List<ProfileFile> COLLAPSED =
            Arrays.stream(Metric.values()).<ProfileFile>map(CollapsedFile::new).toList();

    /// All metrics in one.
    public static final List<ProfileFile> PPROF = List.of(new PprofFile());

    /// All metrics in one.
    public static final List<ProfileFile> SPEEDSCOPE = List.of(new SpeedscopeFile());

    private ProfileFiles() {}
}
