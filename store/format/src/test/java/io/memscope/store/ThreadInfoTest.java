package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadInfoTest {
    private static ThreadInfo thread(ThreadInfo.Name inKernel, ThreadInfo.JavaName... names) {
        ThreadInfo.Name first = new ThreadInfo.Name(1, "java");
        return new ThreadInfo(1, 1, 1, 0, 0, List.of(first, inKernel), List.of(names));
    }

    @Test
    void aThreadThatJavaDidNotNameIsNoJavaThread() {
        ThreadInfo thread = thread(new ThreadInfo.Name(5, "GC Thread#0"));
        assertThat(thread.isJava()).isFalse();
        assertThat(thread.javaName()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "4, java, main",
        "6, ForkJoinPool.co, ForkJoinPool.commonPool-worker-1",
        "6, ForkJoi..rker-1, ForkJoinPool.commonPool-worker-1",
        "6, main, main"
    })
    void theJavaNameHoldsWhileTheKernelsIsItsShortForm(long since, String inKernel, String name) {
        ThreadInfo thread =
                thread(
                        new ThreadInfo.Name(since, inKernel),
                        new ThreadInfo.JavaName(5, false, name));
        assertThat(thread.isJava()).isTrue();
        assertThat(thread.javaName()).contains(name);
    }

    @ParameterizedTest
    @CsvSource({"6, worker-12, worker-1", "6, shop..7, shop-18", "6, other, main"})
    void aThreadRenamedSinceHasAnUnknownJavaName(long since, String inKernel, String name) {
        ThreadInfo thread =
                thread(
                        new ThreadInfo.Name(since, inKernel),
                        new ThreadInfo.JavaName(5, false, name));
        assertThat(thread.isJava()).isTrue();
        assertThat(thread.javaName()).isEmpty();
    }

    @Test
    void theLatestJavaNameCounts() {
        ThreadInfo thread =
                thread(
                        new ThreadInfo.Name(6, "worker-2"),
                        new ThreadInfo.JavaName(5, false, "worker-1"),
                        new ThreadInfo.JavaName(7, false, "worker-2"));
        assertThat(thread.javaName()).contains("worker-2");
    }
}
