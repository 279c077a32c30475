package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatATerminalObeysIsSpeltOut() {
        assertThat(Printable.text("a\u001b[2Jb\nc\u0007\u009b1m"))
                .isEqualTo("a\\x1b[2Jb\\x0ac\\x07\\x9b1m");
    }

    @Test
    void whatTurnsTheDirectionOrHidesIsSpeltOut() {
        assertThat(Printable.text("\u202egpj.exe\u200b\ud800"))
                .isEqualTo("\\u202egpj.exe\\u200b\\ud800");
    }

    @Test
    void lettersOfAllKindsStay() {
        assertThat(Printable.text("größe 大きさ 😀")).isEqualTo("größe 大きさ 😀");
    }

    @Test
    void aCommandCanBeTypedAgain() {
        assertThat(Printable.command(List.of("sh", "-c", "it's $1", "", "a=b")))
                .isEqualTo("sh -c 'it'\\''s $1' '' a=b");
    }
}
