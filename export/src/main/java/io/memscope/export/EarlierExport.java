package io.memscope.export;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.memscope.export.profile.ProfileFile;
import io.memscope.export.report.FileEntry;
import io.memscope.export.report.Manifest;
import io.memscope.export.report.Report;
import io.memscope.export.report.ReportFormat;
import io.memscope.export.report.ReportSource;
import io.memscope.export.report.ReportSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an earlier export left in a folder, as its manifest tells. Beside new files it is either
/// still true, because it shows the same recording up to the same event, or has to go: a page of
/// another day next to today's reports would be believed.
///
/// @param made what the manifest says of the export as a whole
/// @param files those of them that are still there, under names that an export gives
record EarlierExport(@Nullable JsonNode made, List<FileEntry> files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Nothing is removed under any other name, whatever a manifest lists.
    private static final Set<String> OURS = names();

    EarlierExport {
        files = List.copyOf(files);
    }

    /// Looks into a folder, which need not exist.
    static EarlierExport in(Path folder) throws IOException {
        JsonNode manifest = manifest(folder.resolve(Manifest.FILE_NAME));
        List<FileEntry> files = new ArrayList<>();
        if (manifest != null) {
            for (JsonNode entry : manifest.path("files")) {
                String name = entry.path("file").asText();
                if (OURS.contains(name) && isFile(folder.resolve(name))) {
                    files.add(entry(name, entry));
                }
            }
        }
        return new EarlierExport(manifest, files);
    }

    /// Whether its files show what those of a new export do.
    boolean shows(ReportSource source) throws IOException {
        JsonNode earlier = made;
        return earlier != null
                && earlier.path("export_version").asText().equals(ReportFormat.VERSION)
                && earlier.path("exporter").asText().equals(Version.TEXT)
                && earlier.path("export_timestamp").asText().equals(Manifest.timestamp(source))
                && earlier.at("/session/id").asText().equals(Manifest.sessionId(source))
                && earlier.at("/session/queue").asText().equals(source.queue())
                && earlier.path("top").asLong(-1) == source.limit().rows()
                && Manifest.isOfSamePart(earlier.path("filter"), source);
    }

    /// The files that a new export does not write.
    EarlierExport without(List<FileEntry> written) {
        Set<String> names = new HashSet<>();
        written.forEach(file -> names.add(file.name()));
        return new EarlierExport(
                made, files.stream().filter(file -> !names.contains(file.name())).toList());
    }

    private static @Nullable JsonNode manifest(Path file) throws IOException {
        if (!isFile(file)) {
            return null;
        }
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JacksonException e) {
            return null; // Somebody else's.
        }
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileEntry entry(String name, JsonNode entry) {
        return new FileEntry(
                name,
                entry.path("size_bytes").asLong(),
                entry.path("sha256").asText(),
                entry.path("schema").isTextual() ? entry.path("schema").asText() : null,
                entry.path("rows").isNumber() ? entry.path("rows").asLong() : null);
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>();
        for (DashboardTemplate template : DashboardTemplate.values()) {
            names.add(template.fileName());
        }
        ReportSuite.ALL.stream().map(Report::fileName).forEach(names::add);
        for (ReportOptions.Format format : ReportOptions.Format.values()) {
            format.profiles().stream().map(ProfileFile::fileName).forEach(names::add);
        }
        return Set.copyOf(names);
    }
}
