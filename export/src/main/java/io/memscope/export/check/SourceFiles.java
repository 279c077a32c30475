package io.memscope.export.check;

import io.memscope.export.report.NamedFrame;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where frames stand in source code, as tools for code review want it: relative to the folder of
/// the sources, where the file lies below it.
///
/// @param root the folder of the sources
public record SourceFiles(Path root) {
    /// Makes the folder absolute.
    public SourceFiles {
        root = root.toAbsolutePath().normalize();
    }

    /// The file of a frame as the reference of a URI; null where it is not known. Of a Java class
    /// it is the path below the folder of its packages.
    public @Nullable String uri(NamedFrame frame) {
        String file = frame.file();
        if (file == null) {
            return null;
        }
        return switch (frame) {
            case NamedFrame.Java java -> encoded(null, packageFolder(java) + file);
            case NamedFrame.Native _ -> uri(file);
        };
    }

    private static String packageFolder(NamedFrame.Java frame) {
        String function = String.valueOf(frame.function());
        String className = function.substring(0, Math.max(0, function.lastIndexOf('.')));
        int end = className.lastIndexOf('.');
        return end < 0 ? "" : className.substring(0, end).replace('.', '/') + "/";
    }

    private @Nullable String uri(String file) {
        if (file.indexOf('\0') >= 0) {
            return null;
        }
        Path path = Path.of(file).normalize();
        if (!path.isAbsolute()) {
            return encoded(null, path.toString());
        }
        return path.startsWith(root)
                ? encoded(null, root.relativize(path).toString())
                : encoded("file", path.toString());
    }

    private static @Nullable String encoded(@Nullable String scheme, String path) {
        try {
            // Without a scheme, what stands before a colon in the first name would be one.
            String safe = scheme == null && path.indexOf(':') >= 0 ? "./" + path : path;
            URI uri = new URI(scheme, scheme == null ? null : "", safe, null);
            return uri.toASCIIString();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
