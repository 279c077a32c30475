package io.memscope.export.report;

import io.memscope.replay.Model;
import io.memscope.store.Frame;
import io.memscope.store.Module;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says who owns an allocation site, by the module of its innermost frame: the code that called the
/// allocator.
public final class SiteOwners {
    private static final Pattern LOADER =
            Pattern.compile("ld(-linux.*|-musl.*|64)?\\.so(\\..*)?|ld-[0-9.]+\\.so");
    private static final Pattern LIBC =
            Pattern.compile(
                    "lib(c|pthread|dl|rt|resolv|nsl|anl|util|nss_[a-z]+)(-[0-9.]+)?\\.so(\\..*)?");
    private static final Pattern JVM = Pattern.compile("lib(jvm|jli)\\.so");

    private final Model model;
    private final Map<Integer, SiteOwner> byModule = new HashMap<>();

    /// For the sites of one session.
    public SiteOwners(Model model) {
        this.model = model;
        Collection<Module> modules = model.definitions().modules();
        Set<String> jdkFolders = jdkFolders(modules);
        for (Module module : modules) {
            byModule.put(module.id(), ownerOf(module, jdkFolders));
        }
    }

    /// The owner of a site; null when its stack is unknown.
    ///
    /// @param stack id of the site
    public @Nullable SiteOwner of(int stack) {
        List<Frame> frames = model.stack(stack).frames();
        if (frames.isEmpty()) {
            return null;
        }
        // Code that belongs to no module is generated code: a downcall of Java code, for one.
        return switch (frames.getFirst()) {
            case Frame.Native(int module, _) -> byModule.getOrDefault(module, SiteOwner.PROGRAM);
            case Frame.Java _ -> SiteOwner.PROGRAM;
        };
    }

    static SiteOwner ownerOf(Module module, Set<String> jdkFolders) {
        String name = module.name();
        if (LOADER.matcher(name).matches()) {
            return SiteOwner.LOADER;
        }
        if (LIBC.matcher(name).matches()) {
            return SiteOwner.LIBC;
        }
        boolean inJdk = jdkFolders.stream().anyMatch(module.path()::startsWith);
        return inJdk || JVM.matcher(name).matches() ? SiteOwner.JVM : SiteOwner.PROGRAM;
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
