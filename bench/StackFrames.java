import io.memscope.replay.Model;
import io.memscope.store.Frame;
import io.memscope.store.JavaMethod;
import io.memscope.store.Module;
import io.memscope.store.Stack;
import java.util.List;
import java.util.stream.Collectors;

/// A recorded stack with what its frames are called.
record StackFrames(Model model, Stack stack) {

    /// The walk ended at the thread's entry.
    boolean whole() {
        return stack.reachedEntry();
    }

    /// How many frames lie in a file of this name.
    long inFile(String name) {
        return stack.frames().stream().filter(frame -> name(frame).equals(name)).count();
    }

    /// Names of the Java methods of a class, innermost first; lambdas without their numbers.
    List<String> methodsOf(String className) {
        return javaMethods().stream()
                .filter(method -> method.className().equals(className))
                .map(method -> method.name().replaceFirst("^(lambda\\$.*)\\$\\d+$", "$1"))
                .toList();
    }

    /// The name of the innermost Java method; empty when there is none.
    String innermostMethod() {
        return javaMethods().stream().findFirst().map(JavaMethod::name).orElse("");
    }

    /// The name of the file that the innermost frame lies in, of a Java method its class.
    String innermost() {
        return stack.frames().isEmpty() ? "" : name(stack.frames().getFirst());
    }

    private List<JavaMethod> javaMethods() {
        return stack.frames().stream()
                .filter(Frame.Java.class::isInstance)
                .map(frame -> model.definitions().method(((Frame.Java) frame).method()))
                .filter(method -> method != null)
                .toList();
    }

    private String name(Frame frame) {
        return switch (frame) {
            case Frame.Native place -> model.module(place.module()).map(Module::name).orElse("?");
            case Frame.Java place -> {
                JavaMethod method = model.definitions().method(place.method());
                yield method == null ? "unnamed" : method.className() + "." + method.name();
            }
        };
    }

    @Override
    public String toString() {
        return stack.frames().stream().map(this::name).collect(Collectors.joining(" < "))
                + (whole() ? "" : " (not whole)");
    }
}
