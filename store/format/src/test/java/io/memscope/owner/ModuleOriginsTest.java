package io.memscope.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.memscope.store.Module;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleOriginsTest {
    private static final Collection<Module> JDK =
            List.of(module("/usr/lib/jvm/jdk-25/lib/server/libjvm.so"));

    @ParameterizedTest
    @CsvSource({
        "/lib64/ld-linux-x86-64.so.2, LOADER",
        "/lib/ld-linux-aarch64.so.1, LOADER",
        "/lib/x86_64-linux-gnu/ld-2.31.so, LOADER",
        "/lib/x86_64-linux-gnu/libc.so.6, LIBC",
        "/lib/x86_64-linux-gnu/libc-2.31.so, LIBC",
        "/lib/x86_64-linux-gnu/libpthread.so.0, LIBC",
        "/lib/x86_64-linux-gnu/libnss_files.so.2, LIBC",
        "/lib/x86_64-linux-gnu/libcrypto.so.3, OTHER",
        "/lib/x86_64-linux-gnu/libc++.so.1, RUNTIME",
        "/usr/lib/x86_64-linux-gnu/libstdc++.so.6, RUNTIME",
        "/lib/x86_64-linux-gnu/libgcc_s.so.1, RUNTIME",
        "/usr/lib/jvm/jdk-25/lib/server/libjvm.so, JVM",
        "/usr/lib/jvm/jdk-25/lib/libnio.so, JDK",
        "/usr/lib/jvm/jdk-25/bin/java, JDK",
        "/usr/lib/jvm/jdk-25/bin/../lib/libjli.so, JDK",
        "/usr/lib/jvm/jdk-25-addons/libfoo.so, OTHER",
        "/opt/memscope/libmemscope.so, MEMSCOPE",
        "/opt/app/libnative.so, OTHER",
        "/opt/app/ld.sources, OTHER",
    })
    void areToldByTheFile(String path, FrameOrigin origin) {
        assertThat(ModuleOrigins.origin(module(path), ModuleOrigins.jdkFolders(JDK)))
                .isEqualTo(origin);
    }

    private static Module module(String path) {
        return new Module(1, 0, 0, 1, 0, path, "");
    }
}
