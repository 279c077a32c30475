package io.memscope.owner;

import io.memscope.store.Frame;
import io.memscope.store.Module;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells by file whose code a frame is.
public final class ModuleOrigins {
    private static final Pattern LOADER =
            Pattern.compile("ld(-linux.*|-musl.*|64)?\\.so(\\..*)?|ld-[0-9.]+\\.so");
    private static final Pattern LIBC =
            Pattern.compile(
                    "lib(c|pthread|dl|rt|resolv|nsl|anl|util|nss_[a-z]+)(-[0-9.]+)?\\.so(\\..*)?");
    private static final Pattern RUNTIME =
            Pattern.compile(
                    "lib(stdc\\+\\+|gcc_s|c\\+\\+|c\\+\\+abi|supc\\+\\+)(-[0-9]+)?\\.so(\\..*)?");
    private static final Pattern LAUNCHER = Pattern.compile("libjli\\.so");

    private final Map<Integer, FrameOrigin> byModule = new HashMap<>();

    /// For the modules of one session.
    public ModuleOrigins(Collection<Module> modules) {
        Set<String> jdkFolders = jdkFolders(modules);
        for (Module module : modules) {
            byModule.put(module.id(), origin(module, jdkFolders));
        }
    }

    /// Whose code a frame is. Code of a file that is not defined is taken for the program's.
    public FrameOrigin of(Frame frame) {
        return switch (frame) {
            case Frame.Java _ -> FrameOrigin.JAVA;
            case Frame.Native(int module, _) -> module == 0 ? FrameOrigin.GENERATED : of(module);
        };
    }

    /// Whose code a module is.
    public FrameOrigin of(int module) {
        return byModule.getOrDefault(module, FrameOrigin.OTHER);
    }

    static FrameOrigin origin(Module module, Set<String> jdkFolders) {
        String name = module.name();
        if (LOADER.matcher(name).matches()) {
            return FrameOrigin.LOADER;
        }
        if (LIBC.matcher(name).matches()) {
            return FrameOrigin.LIBC;
        }
        if (RUNTIME.matcher(name).matches()) {
            return FrameOrigin.RUNTIME;
        }
        if (name.equals("libjvm.so")) {
            return FrameOrigin.JVM;
        }
        if (name.equals("libmemscope.so")) {
            return FrameOrigin.MEMSCOPE;
        }
        boolean inJdk = jdkFolders.stream().anyMatch(module.path()::startsWith);
        return inJdk || LAUNCHER.matcher(name).matches() ? FrameOrigin.JDK : FrameOrigin.OTHER;
    }

    /// A JDK keeps `libjvm.so` in `lib/server/`, its other libraries in `lib/` and its launchers in
    /// `bin/`.
    static Set<String> jdkFolders(Collection<Module> modules) {
        Set<String> folders = new HashSet<>();
        for (Module module : modules) {
            String path = module.path();
            int lib = path.lastIndexOf("/lib/");
            if (module.name().equals("libjvm.so") && lib > 0) {
                folders.add(path.substring(0, lib) + "/lib/");
                folders.add(path.substring(0, lib) + "/bin/");
            }
        }
        // A virtual machine installed straight into the system's folders does not own them.
        folders.removeAll(Set.of("/usr/lib/", "/usr/bin/", "/usr/local/lib/", "/usr/local/bin/"));
        return folders;
    }
}
