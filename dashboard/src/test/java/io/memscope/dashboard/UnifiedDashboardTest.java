package io.memscope.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.jknack.handlebars.HandlebarsException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedDashboardTest {
    private static final String HOSTILE =
            "</script><script>console.log('pwned')</script><img src=x onerror=console.log(1)>\"'`{{title}}";

    @TempDir Path directory;

    @Test
    void aHostileNameIsTextWhereverItStands() throws Exception {
        Chromium.Opened opened = open(SamplePage.named(HOSTILE));

        assertThat(opened.console()).isEmpty();
        assertThat(opened.dom()).doesNotContain("<img").contains("&lt;img src=x onerror=");
        // The script of the page and the points of the timeline.
        assertThat(Pattern.compile("<script").matcher(opened.dom()).results()).hasSize(2);
    }

    @Test
    void theScriptRunsUnderThePolicyOfThePage() throws Exception {
        Chromium.Opened opened = open(SamplePage.named("sample"));

        assertThat(opened.console()).isEmpty();
        assertThat(opened.dom())
                .contains("<button type=\"button\" class=\"sort\">Not freed yet</button>");
    }

    @Test
    void aScriptThatIsNotOursIsRefusedByThePolicy() throws Exception {
        String page = render(SamplePage.named("sample"));
        Path file = directory.resolve("page.html");
        Files.writeString(
                file, page.replace("</main>", "<script>document.title='changed'</script></main>"));

        Chromium.Opened opened = Chromium.open(file, directory);

        assertThat(opened.dom()).contains("<title>sample – memscope</title>");
        assertThat(opened.console()).singleElement().asString().contains("Content Security Policy");
    }

    @Test
    void everythingIsInTheOneFile() throws Exception {
        assertThat(render(SamplePage.named("sample")))
                .doesNotContain("http://", "https://", " src=", "@import", "url(", " style=");
    }

    @Test
    void aNameThatThePageDoesNotHaveIsAnError() {
        assertThatThrownBy(() ->
                        UnifiedDashboard.compile("partials/bar")
                                .render(SamplePage.named("x"), new StringWriter()))
                .isInstanceOf(HandlebarsException.class)
                .hasMessageContaining("no such name: share");
    }

    private Chromium.Opened open(UnifiedPage page) throws IOException, InterruptedException {
        Path file = directory.resolve("page.html");
        Files.writeString(file, render(page));
        return Chromium.open(file, directory);
    }

    private static String render(UnifiedPage page) throws IOException {
        StringWriter out = new StringWriter();
        UnifiedDashboard.load().render(page, out);
        return out.toString();
    }
}
