package io.memscope.export;

import java.util.Objects;

/// Which memscope this is.
public final class Version {
    private static final String NUMBER =
            Objects.requireNonNullElse(
                    Version.class.getPackage().getImplementationVersion(), "(not packaged)");

    /// As it is printed.
    public static final String TEXT = "memscope " + NUMBER;

    private Version() {}
}
