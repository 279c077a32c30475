package io.memscope.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.memscope.dashboard.Chromium;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page as a browser shows it.
class UnifiedPageTest {
    private static final Pattern FIELD =
            Pattern.compile("data-field=\"([a-z_/]+)\" title=\"([\\d,]+)");

    @TempDir Path directory;

    @Test
    void numbersAreThoseOfTheReports() throws Exception {
        Chromium.Opened page = open("shop");
        JsonNode memory = Exports.json(directory.resolve("report"), "memory_analysis");
        Map<String, Long> expected = new TreeMap<>();
        Map<String, Long> shown = new TreeMap<>();
        for (MatchResult field : FIELD.matcher(page.dom()).results().toList()) {
            JsonNode value = memory.at("/statistics/" + field.group(1));
            expected.put(
                    field.group(1),
                    (value.isMissingNode()
                                    ? memory.at("/metadata/completeness/" + field.group(1))
                                    : value)
                            .longValue());
            shown.put(field.group(1), Long.parseLong(field.group(2).replace(",", "")));
        }

        assertThat(page.console()).isEmpty();
        assertThat(shown).isEqualTo(expected).hasSize(24).containsEntry("current_memory", 78_612L);
    }

    @Test
    void hostileNamesAreText() throws Exception {
        Chromium.Opened page =
                open("</script><script>document.title='pwned'</script><b>\u001b[31m\u202e");

        assertThat(page.console()).isEmpty();
        assertThat(page.dom())
                .doesNotContain("<b>")
                .doesNotContain("\u001b", "\u202e")
                .contains(
                        "&lt;/script&gt;&lt;script&gt;document.title='pwned'&lt;/script&gt;&lt;b&gt;\\x1b[31m\\u202e");
        assertThat(page.dom()).doesNotContain("<title>pwned");
    }

    private Chromium.Opened open(String name) throws Exception {
        Path queue = SampleSession.shop(directory.resolve("queue"), name);
        Exports.export(queue, directory.resolve("report"));
        return Chromium.open(directory.resolve("report/dashboard_unified.html"), directory);
    }
}
