package io.memscope.ffi;

import java.io.IOException;
import java.nio.file.Path;

/// What `memscope_start` answers, as exceptions. Numbers are Linux's, the same on all of its
/// architectures that have a JVM.
final class StartOutcome {
    private static final int EINVAL = 22;
    private static final int ENOTSUP = 95;
    private static final int EALREADY = 114;

    private StartOutcome() {}

    static void check(int outcome, Path folder) throws IOException {
        switch (outcome) {
            case 0 -> {}
            case EINVAL ->
                    throw new IllegalArgumentException("memscope cannot record into " + folder);
            case EALREADY -> throw new IllegalStateException("memscope records already");
            case ENOTSUP ->
                    throw new IllegalStateException(
                            "memscope was stopped, or failed before: a process begins once");
            default ->
                    throw new IOException(
                            "no queue can be made in " + folder + " (errno " + outcome + ")");
        }
    }
}
