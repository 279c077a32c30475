package io.memscope.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.memscope.store.TaskOutcome;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TasksTest {
    private static String here() {
        return Tasks.current().map(Task::toString).orElse("none");
    }

    @Test
    void aTaskLastsAsLongAsItsCall() {
        assertThat(here()).isEqualTo("none");
        assertThat(Tasks.<String, RuntimeException>call("outer", TasksTest::here))
                .isEqualTo("outer");
        assertThat(here()).isEqualTo("none");
    }

    @Test
    void tasksBegunInsideAreChildrenAtAnyDepth() {
        List<String> seen = new ArrayList<>();
        Tasks.run(
                "a",
                () -> {
                    Tasks.run("b", () -> Tasks.run("c", () -> seen.add(here())));
                    seen.add(here());
                    Tasks.run("d", () -> seen.add(here()));
                });
        assertThat(seen).containsExactly("a/b/c", "a", "a/d");
    }

    @Test
    void theParentIsKnown() {
        Task inner = Tasks.call("a", () -> Tasks.call("b", () -> Tasks.current().orElseThrow()));

        assertThat(inner.name()).isEqualTo("b");
        assertThat(inner.parent()).map(Task::name).contains("a");
    }

    @Test
    void whatIsThrownIsThrownAsItWas() {
        IOException thrown = new IOException("disk");

        assertThatThrownBy(() ->
                        Tasks.call(
                                "fails",
                                () -> {
                                    throw thrown;
                                }))
                .isSameAs(thrown);
        assertThat(here()).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aTaskHasAName(String name) {
        assertThatThrownBy(() -> Tasks.run(name, () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Throwable> cancellations() {
        return Stream.of(
                new InterruptedException(),
                new CancellationException(),
                new java.nio.channels.ClosedByInterruptException(),
                new IllegalStateException(new InterruptedException()));
    }

    @ParameterizedTest
    @MethodSource("cancellations")
    void whatInterruptionLeadsToIsCancellation(Throwable thrown) {
        assertThat(Outcomes.of(thrown)).isEqualTo(TaskOutcome.CANCELLED);
    }

    @Test
    void everythingElseIsFailureAlsoWithCausesInACircle() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);

        assertThat(Outcomes.of(first)).isEqualTo(TaskOutcome.FAILED);
        assertThat(Outcomes.of(new OutOfMemoryError())).isEqualTo(TaskOutcome.FAILED);
    }

    @Nested
    class OnOtherThreads {
        @Test
        void unwrappedWorkIsInNoTask() throws Exception {
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                Future<String> inPool = Tasks.call("t", () -> pool.submit(TasksTest::here));
                assertThat(inPool.get()).isEqualTo("none");
            }
        }

        @Test
        void wrappedWorkBelongsToTheTaskAlsoAfterItsEnd() throws Exception {
            Callable<String> wrapped =
                    Tasks.call("t", () -> Tasks.wrap((Callable<String>) TasksTest::here));
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                assertThat(pool.submit(wrapped).get()).isEqualTo("t");
            }
        }

        @Test
        void workWrappedInNoTaskIsInNone() {
            Supplier<String> outside = Tasks.wrapSupplier(TasksTest::here);

            Tasks.run(
                    "t",
                    () -> {
                        assertThat(outside.get()).isEqualTo("none");
                        assertThat(here()).isEqualTo("t");
                    });
        }

        @Test
        void functionsOfEveryKindAreWrapped() {
            List<String> seen = new ArrayList<>();
            List<Runnable> calls =
                    Tasks.call(
                            "t",
                            () -> {
                                var function = Tasks.wrapFunction((String x) -> x + here());
                                var biFunction =
                                        Tasks.wrapBiFunction(
                                                (String x, String y) -> x + y + here());
                                var consumer =
                                        Tasks.wrapConsumer((String x) -> seen.add(x + here()));
                                var biConsumer =
                                        Tasks.wrapBiConsumer(
                                                (String x, String y) -> seen.add(x + y + here()));
                                return List.of(
                                        () -> seen.add(function.apply("1 ")),
                                        () -> seen.add(biFunction.apply("2", " ")),
                                        () -> consumer.accept("3 "),
                                        () -> biConsumer.accept("4", " "));
                            });
            calls.forEach(Runnable::run);
            assertThat(seen).containsExactly("1 t", "2 t", "3 t", "4 t");
        }

        @Test
        void anExecutorTakesTheTaskOfEachCallerAlong() throws Exception {
            try (ExecutorService pool = Tasks.executor(Executors.newFixedThreadPool(2))) {
                List<Callable<String>> two = List.of(TasksTest::here, TasksTest::here);
                assertThat(Tasks.call("a", () -> pool.submit(TasksTest::here)).get())
                        .isEqualTo("a");
                assertThat(Tasks.call("b", () -> pool.invokeAll(two)))
                        .allSatisfy(future -> assertThat(future.get()).isEqualTo("b"));
                assertThat(Tasks.call("c", () -> pool.invokeAny(two))).isEqualTo("c");
                assertThat(pool.submit(TasksTest::here).get()).isEqualTo("none");
            }
        }

        @Test
        void closingAnExecutorClosesItsOwn() {
            ExecutorService own = Executors.newSingleThreadExecutor();
            Tasks.executor(own).close();
            assertThat(own.isTerminated()).isTrue();
        }

        @Test
        void aSchedulerRepeatsInTheSameTask() throws Exception {
            CountDownLatch thrice = new CountDownLatch(3);
            try (ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor()) {
                ScheduledExecutorService scheduler = Tasks.scheduler(own);
                List<String> seen = new ArrayList<>();
                Tasks.run(
                        "t",
                        () ->
                                scheduler.scheduleAtFixedRate(
                                        () -> {
                                            seen.add(here());
                                            thrice.countDown();
                                        },
                                        0,
                                        1,
                                        TimeUnit.MILLISECONDS));
                thrice.await();
                scheduler.shutdownNow();
                assertThat(seen).startsWith("t", "t", "t");
            }
        }

        @Test
        void stagesOfAFutureCarryIt() throws Exception {
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                var carrying = Tasks.executor((java.util.concurrent.Executor) pool);
                CompletableFuture<String> future =
                        Tasks.call(
                                "t",
                                () ->
                                        CompletableFuture.supplyAsync(TasksTest::here, carrying)
                                                .thenApplyAsync(
                                                        seen -> seen + " " + here(), carrying)
                                                .thenApply(
                                                        Tasks.wrapFunction(
                                                                seen -> seen + " " + here())));
                assertThat(future.get()).isEqualTo("t t t");
            }
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void builtThreadsRunInTheTaskThatAskedForThem(boolean virtual) throws Exception {
            Thread.Builder plain = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
            List<String> seen = new ArrayList<>();
            ThreadBuilder builder = Tasks.builder(plain).name("worker-", 7);
            Thread thread =
                    Tasks.call(
                            "t",
                            () ->
                                    builder.start(() ->
                                            seen.add(
                                                    Thread.currentThread().getName()
                                                            + " "
                                                            + here())));
            thread.join();
            Thread later =
                    Tasks.call("u", () -> builder.factory().newThread(() -> seen.add(here())));
            later.start();
            later.join();
            assertThat(seen).containsExactly("worker-7 t", "u");
            assertThat(thread.isVirtual()).isEqualTo(virtual);
        }

        @Test
        void virtualThreadsThatChangeTheirCarriersKeepTheirs() throws Exception {
            try (ExecutorService pool =
                    Tasks.executor(Executors.newVirtualThreadPerTaskExecutor())) {
                List<Future<String>> futures =
                        IntStream.range(0, 1_000)
                                .mapToObj(i ->
                                        Tasks.call(
                                                "t" + i,
                                                () ->
                                                        pool.submit(() -> {
                                                            Thread.yield();
                                                            return here();
                                                        })))
                                .toList();
                for (int i = 0; i < futures.size(); i++) {
                    assertThat(futures.get(i).get()).isEqualTo("t" + i);
                }
            }
        }

        /// By reflection: the class is a preview on this JDK, and may be named in no class file
        /// that is to be loaded without a flag.
        @Test
        void aStructuredScopeForksIntoTheTask() throws Exception {
            ThreadFactory factory = Tasks.threads(Thread.ofVirtual().factory());
            String seen =
                    Tasks.call(
                            "t",
                            () -> {
                                Class<?> type =
                                        Class.forName("java.util.concurrent.StructuredTaskScope");
                                Class<?> joinerType = Class.forName(type.getName() + "$Joiner");
                                Class<?> configuration =
                                        Class.forName(type.getName() + "$Configuration");
                                Function<Object, Object> configured =
                                        c -> invoke(configuration, c, "withThreadFactory", factory);
                                Object joiner =
                                        joinerType
                                                .getMethod("awaitAllSuccessfulOrThrow")
                                                .invoke(null);
                                Object scope =
                                        type.getMethod("open", joinerType, Function.class)
                                                .invoke(null, joiner, configured);
                                try (AutoCloseable _ = (AutoCloseable) scope) {
                                    Callable<String> work = TasksTest::here;
                                    Object subtask =
                                            type.getMethod("fork", Callable.class)
                                                    .invoke(scope, work);
                                    type.getMethod("join").invoke(scope);
                                    return (String) ((Supplier<?>) subtask).get();
                                }
                            });
            assertThat(seen).isEqualTo("t");
        }

        private static Object invoke(Class<?> type, Object on, String name, ThreadFactory factory) {
            try {
                return type.getMethod(name, ThreadFactory.class).invoke(on, factory);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(name, e);
            }
        }
    }

    /// Frameworks take a snapshot on one thread and set it on another, in calls of their own.
    @Nested
    class CarriedByContextPropagation {
        private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();

        @Test
        void aSnapshotHoldsTheTask() throws Exception {
            ContextSnapshot snapshot = Tasks.call("t", () -> snapshots.captureAll());
            List<String> seen = new ArrayList<>();
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> {
                                try (ContextSnapshot.Scope _ = snapshot.setThreadLocals()) {
                                    seen.add(here());
                                    Tasks.run("inner", () -> seen.add(here()));
                                    seen.add(here());
                                }
                                seen.add(here());
                            });
            other.join();
            assertThat(seen).containsExactly("t", "t/inner", "t", "none");
        }

        @Test
        void aScopeInsideATaskEndsWithIt() {
            ContextSnapshot snapshot = Tasks.call("t", () -> snapshots.captureAll());
            List<String> seen = new ArrayList<>();
            Tasks.run(
                    "u",
                    () -> {
                        try (ContextSnapshot.Scope _ = snapshot.setThreadLocals()) {
                            seen.add(here());
                        }
                        seen.add(here());
                        snapshot.setThreadLocals();
                        seen.add(here());
                    });
            // Nobody has closed the last scope, and the task is over all the same.
            seen.add(here());
            assertThat(seen).containsExactly("t", "u", "t", "none");
        }
    }

    /// Everything that an executor can do is done by the one that is wrapped.
    @ParameterizedTest
    @ValueSource(classes = {ExecutorService.class, ScheduledExecutorService.class})
    void noMethodOfAnExecutorIsForgotten(Class<?> type) throws Exception {
        List<String> called = new ArrayList<>();
        InvocationHandler notes =
                (_, method, _) -> {
                    called.add(method.getName());
                    return method.getReturnType() == boolean.class ? false : null;
                };
        Object own =
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, notes);
        ExecutorService executor =
                own instanceof ScheduledExecutorService scheduler
                        ? Tasks.scheduler(scheduler)
                        : Tasks.executor((ExecutorService) own);
        List<String> expected = new ArrayList<>();
        for (Method method : type.getMethods()) {
            expected.add(method.getName());
            Object[] arguments = new Object[method.getParameterCount()];
            for (int i = 0; i < arguments.length; i++) {
                Class<?> parameter = method.getParameterTypes()[i];
                arguments[i] =
                        parameter == long.class
                                ? (Object) 1L
                                : parameter == java.util.Collection.class
                                        ? List.of()
                                        : parameter == TimeUnit.class
                                                ? TimeUnit.SECONDS
                                                : parameter == Runnable.class
                                                        ? (Runnable) () -> {}
                                                        : parameter == Callable.class
                                                                ? (Callable<?>) () -> ""
                                                                : null;
            }
            method.invoke(executor, arguments);
        }
        assertThat(catchThrowable(executor::toString)).isNull();
        assertThat(called).containsAll(expected);
    }
}
