package io.memscope.export.diff;

import io.memscope.export.report.NamedFrame;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an allocation site is called in every recording of the program: its stack as files,
/// functions and source lines, without addresses and ids. Other addresses, another run and another
/// build leave it as it is; an edit that moves lines changes `places` and leaves `functions`.
///
/// Sites that differ by nothing else are one: two calls in one function without source lines, for
/// example.
///
/// @param places a line a frame, innermost first, with source lines
/// @param functions the same without them, and without frames that have no name
public record SiteIdentity(String places, String functions) {
    private static final int DIGEST_BYTES = 8;

    /// Of a stack.
    ///
    /// @param frames innermost first; none of an unknown stack
    public static SiteIdentity of(List<NamedFrame> frames) {
        List<FrameIdentity> each = frames.stream().map(FrameIdentity::of).toList();
        return new SiteIdentity(
                joined(each, FrameIdentity::place), joined(each, FrameIdentity::function));
    }

    private static String joined(
            List<FrameIdentity> frames, Function<FrameIdentity, @Nullable String> part) {
        return frames.stream().map(part).filter(Objects::nonNull).collect(Collectors.joining("\n"));
    }

    /// Sixteen hexadecimal digits that stand for the places.
    public String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(places.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
