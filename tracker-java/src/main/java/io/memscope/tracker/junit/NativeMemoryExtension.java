package io.memscope.tracker.junit;

import io.memscope.tracker.Tasks;
import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.AssertionFailedError;

/// Runs test methods in a task of their own and judges what memory that left. Registered by {@link
/// NativeMemory}.
public final class NativeMemoryExtension implements InvocationInterceptor, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(NativeMemoryExtension.class);

    /// For JUnit.
    public NativeMemoryExtension() {
        // As early as it gets: what is recorded is chosen when the tracker is first used.
        JUnitRecording.begin();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(invocation, method, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        run(invocation, method, context);
    }

    private static void run(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        Optional<NativeMemory> wanted = wanted(context);
        if (wanted.isEmpty()) {
            invocation.proceed();
            return;
        }
        Limits limits = Limits.of(wanted.get());
        JUnitRecording.check();
        String test =
                context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
        Tasks.<@org.jspecify.annotations.Nullable Void, RuntimeException>call(
                "before " + test,
                () -> {
                    for (int i = 0; i < limits.warmups(); i++) {
                        ReflectionSupport.invokeMethod(
                                method.getExecutable(),
                                method.getTarget().orElse(null),
                                method.getArguments().toArray());
                    }
                    return null;
                });
        long startNs = System.nanoTime();
        Tasks.<@org.jspecify.annotations.Nullable Void, Throwable>call(
                test,
                () -> {
                    TestRun run = TestRun.begin(test, startNs, Tasks.current().orElseThrow());
                    context.getStore(NAMESPACE).put(TestRun.class, new Judged(run, limits));
                    return invocation.proceed();
                });
    }

    private record Judged(TestRun run, Limits limits) {}

    /// The annotation of the method, else of its class or one around that.
    private static Optional<NativeMemory> wanted(ExtensionContext context) {
        Optional<NativeMemory> ofMethod =
                AnnotationSupport.findAnnotation(context.getTestMethod(), NativeMemory.class);
        if (ofMethod.isPresent()) {
            return ofMethod;
        }
        return AnnotationSupport.findAnnotation(
                context.getRequiredTestClass(),
                NativeMemory.class,
                context.getEnclosingTestClasses());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Judged judged = context.getStore(NAMESPACE).remove(TestRun.class, Judged.class);
        if (judged == null || context.getExecutionException().isPresent()) {
            return;
        }
        Optional<String> complaint = Verdict.of(judged.run(), judged.limits());
        if (complaint.isPresent()) {
            throw new AssertionFailedError(complaint.get());
        }
    }
}
