package io.memscope.store;

import java.util.regex.Pattern;

/// Tells the Java methods that the virtual machine puts between a caller and what it calls: method
/// handles, downcalls and reflection. They come and go with the way in which a call is executed,
/// and say nothing that the caller does not.
final class JavaPlumbing {
    private static final Pattern CLASSES =
            Pattern.compile(
                    "java/lang/invoke/(LambdaForm\\$([A-Z]*MH|VH|Holder)(\\$\\d+)?|Invokers\\$Holder"
                            + "|(Direct|Delegating|Bound)MethodHandle\\$Holder|VarHandleGuards)"
                            + "|jdk/internal/foreign/abi/(Down|Up)callStub.*"
                            + "|jdk/internal/reflect/(Generated\\w*Accessor\\d+"
                            + "|(Native|Delegating)(Method|Constructor)AccessorImpl"
                            + "|Direct(Method|Constructor)HandleAccessor(\\$NativeAccessor)?)");

    private static final Pattern LINKERS = Pattern.compile("linkTo\\w+|invokeBasic");

    private JavaPlumbing() {}

    /// Whether frames in the method are left out of sites.
    static boolean isPlumbing(JavaMethod method) {
        String className = method.plainClassName();
        return CLASSES.matcher(className).matches()
                || (className.equals("java/lang/invoke/MethodHandle")
                        && LINKERS.matcher(method.name()).matches());
    }

    /// Whether the method is where a virtual thread stands on the thread that carries it. What is
    /// below says only which thread that was.
    static boolean isBottomOfVirtualThread(JavaMethod method) {
        return method.className().equals("jdk/internal/vm/Continuation")
                && method.name().equals("enterSpecial");
    }
}
