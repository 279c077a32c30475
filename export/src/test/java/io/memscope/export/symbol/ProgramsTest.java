package io.memscope.export.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Another program cannot hold up an export, nor fill its memory.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProgramsTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Programs programs = Programs.installed();

    @Test
    void answersLineByLine() {
        assertThat(programs.ask(List.of("cat"), List.of("one", "", "ü"), LONG))
                .containsExactly("one", "", "ü");
    }

    @Test
    void oneThatDoesNotAnswerIsEnded() {
        assertThat(programs.ask(List.of("sleep", "600"), List.of("one"), Duration.ofMillis(200)))
                .isEmpty();
    }

    @Test
    void whatCameBeforeTheEndIsKept() {
        assertThat(
                        programs.ask(
                                List.of("sh", "-c", "echo one; exec sleep 600"),
                                List.of(),
                                Duration.ofSeconds(5)))
                .containsExactly("one");
    }

    @Test
    void oneThatDoesNotListenIsNoTrouble() {
        List<String> many = Collections.nCopies(100_000, "line");

        assertThat(programs.ask(List.of("true"), many, LONG)).isEmpty();
    }

    @Test
    void oneThatIsNotThereAnswersNothing() {
        assertThat(programs.ask(List.of("/nonexistent"), List.of(), LONG)).isEmpty();
        assertThat(programs.find(List.of("no-such-program"))).isEmpty();
    }

    @Test
    void anEndlessLineIsCut() {
        List<String> answer =
                programs.ask(
                        List.of("sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x; echo; echo y"),
                        List.of(),
                        LONG);

        assertThat(answer).hasSize(2);
        assertThat(answer.getFirst()).hasSize(1 << 16);
        assertThat(answer.getLast()).isEqualTo("y");
    }

    @Test
    void foldersThatAreRelativeAreNotSearched() {
        assertThat(new Programs(".:bin:").find(List.of("sh", "pom.xml"))).isEmpty();
    }
}
