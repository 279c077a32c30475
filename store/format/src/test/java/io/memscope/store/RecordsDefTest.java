package io.memscope.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `records.def` is what C and Java share: the enums say the same, in the same order.
class RecordsDefTest {
    private static final Pattern ENTRY =
            Pattern.compile("(?m)^(EVENT|DEFINITION)\\((\\w+), (\\d+), \"([^\"]*)\"\\)$");

    @Test
    void namesTheSameEvents() throws IOException {
        List<String> ours = new ArrayList<>();
        for (EventKind kind : EventKind.values()) {
            ours.add(line(kind.name(), kind.number(), kind.fields()));
        }
        assertThat(listed("EVENT")).isEqualTo(ours);
    }

    @Test
    void namesTheSameDefinitions() throws IOException {
        List<String> ours = new ArrayList<>();
        for (DefinitionKind kind : DefinitionKind.values()) {
            ours.add(line(kind.name(), kind.number(), kind.fields()));
        }
        assertThat(listed("DEFINITION")).isEqualTo(ours);
    }

    @Test
    void usesNoNumberTwice() {
        assertThat(Arrays.stream(EventKind.values()).map(EventKind::number))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(DefinitionKind.values()).map(DefinitionKind::number))
                .doesNotHaveDuplicates();
    }

    private static List<String> listed(String macro) throws IOException {
        Path list = GoldenFile.root().resolve("native/include/memscope/records.def");
        List<String> entries = new ArrayList<>();
        for (MatchResult entry : ENTRY.matcher(Files.readString(list)).results().toList()) {
            if (entry.group(1).equals(macro)) {
                int number = Integer.parseInt(entry.group(3));
                entries.add(line(entry.group(2), number, List.of(entry.group(4).split(" "))));
            }
        }
        return entries;
    }

    private static String line(String name, int number, List<String> fields) {
        return name + " " + number + " " + String.join(" ", fields);
    }
}
