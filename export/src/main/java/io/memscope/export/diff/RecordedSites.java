package io.memscope.export.diff;

import io.memscope.export.ExportException;
import io.memscope.export.ExportListener;
import io.memscope.export.Recordings;
import io.memscope.export.ReportOptions;
import io.memscope.export.report.NamedFrame;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.SessionEntry;
import io.memscope.export.symbol.SourceLines;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Site;
import io.memscope.store.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sites of a recording by what they are called in every one; those of several processes
/// together.
///
/// @param name of the directory
/// @param processes that were read, by name of their queue
/// @param others of several processes, those that hold nothing or cannot be read
public record RecordedSites(
        String name,
        List<RecordedProcess> processes,
        List<SessionEntry> others,
        Map<SiteIdentity, Named> sites) {
    /// Copies the lists; the map is not changed any more.
    public RecordedSites {
        processes = List.copyOf(processes);
        others = List.copyOf(others);
    }

    /// A process that was read.
    ///
    /// @param complete whether nothing is known to be missing of it
    public record RecordedProcess(
            String queue,
            Session session,
            long durationNs,
            long events,
            boolean complete,
            boolean endedCleanly) {}

    /// A site.
    ///
    /// @param label short, for people
    /// @param owner null where nothing is known
    /// @param frames labels, innermost first
    public record Named(
            String label, @Nullable SiteOwner owner, List<String> frames, SiteFigures figures) {
        Named plus(Named other) {
            return new Named(label, owner, frames, figures.plus(other.figures));
        }
    }

    /// Reads a queue directory, or all those in a folder.
    ///
    /// @param lines the same for both recordings: what they share is asked for once
    /// @throws ExportException if there is nothing to read, with a message for the user
    public static RecordedSites read(
            Path input, ReportOptions options, SourceLines lines, ExportListener listener)
            throws ExportException {
        Map<SiteIdentity, Named> sites = new LinkedHashMap<>();
        List<RecordedProcess> processes = new ArrayList<>();
        List<SessionEntry> others =
                Recordings.each(
                        input,
                        options,
                        listener,
                        plain -> {
                            ReportSource source = plain.withSourceLines(lines);
                            processes.add(process(source));
                            for (Site site : source.model().sites()) {
                                add(sites, source, site);
                            }
                        });
        return new RecordedSites(Recordings.name(input), processes, others, sites);
    }

    private static RecordedProcess process(ReportSource source) {
        return new RecordedProcess(
                source.queue(),
                source.model().session(),
                source.model().totals().durationNs(),
                source.model().completeness().events(),
                source.isComplete(),
                source.model().completeness().endedCleanly());
    }

    private static void add(Map<SiteIdentity, Named> sites, ReportSource source, Site site) {
        List<NamedFrame> frames = source.names().frames(site.stack());
        Named named =
                new Named(
                        source.siteLabel(site.stack()),
                        source.owners().of(site.stack()),
                        frames.stream().map(NamedFrame::label).toList(),
                        SiteFigures.of(site));
        sites.merge(SiteIdentity.of(frames), named, Named::plus);
    }
}
