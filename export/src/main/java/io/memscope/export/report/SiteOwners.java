package io.memscope.export.report;

import io.memscope.owner.CallStack;
import io.memscope.owner.ModuleOrigins;
import io.memscope.owner.OwnerRules;
import io.memscope.owner.SiteOwner;
import io.memscope.replay.Model;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whose memory the allocations of a site are. Looked at once for each site.
///
/// Not thread-safe.
public final class SiteOwners {
    private final Model model;
    private final FrameNames names;
    private final ModuleOrigins origins;
    private final Map<Integer, Ownership> known = new HashMap<>();

    /// @param kind null of what is not the virtual machine's own
    private record Ownership(@Nullable SiteOwner owner, @Nullable JvmKind kind) {}

    /// For the sites of one session.
    public SiteOwners(Model model, FrameNames names) {
        this.model = model;
        this.names = names;
        this.origins = new ModuleOrigins(model.definitions().modules());
    }

    /// The owner of a site; null when its stack is unknown.
    ///
    /// @param stack id of the site
    public @Nullable SiteOwner of(int stack) {
        return known(stack).owner();
    }

    /// What the virtual machine needs a site's blocks for; null when they are not its own.
    ///
    /// @param stack id of the site
    public @Nullable JvmKind kind(int stack) {
        return known(stack).kind();
    }

    /// Whose a block is: memory with a passport is what Java code asked for, also where the stack
    /// does not reach that code; null when nothing is known.
    ///
    /// @param stack id of the site
    public @Nullable SiteOwner of(int stack, boolean withPassport) {
        SiteOwner owner = of(stack);
        return withPassport && !SiteOwner.isUsers(owner) ? SiteOwner.JVM_FOR_JAVA : owner;
    }

    /// Whether it is for the user's code to give back.
    boolean isUsers(int stack, boolean withPassport) {
        return SiteOwner.isUsers(of(stack, withPassport));
    }

    private CallStack stack(int stack) {
        return new CallStack(
                model.stack(stack).frames(), origins, names::function, model.definitions()::method);
    }

    private Ownership known(int stack) {
        return known.computeIfAbsent(stack, this::look);
    }

    private Ownership look(int stack) {
        CallStack frames = stack(stack);
        SiteOwner owner = OwnerRules.of(frames);
        return new Ownership(owner, owner == SiteOwner.JVM ? JvmKind.of(frames) : null);
    }
}
