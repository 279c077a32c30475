package io.memscope.dashboard;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HelperRegistry;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.io.ClassPathTemplateLoader;
import java.io.IOException;
import java.io.Writer;

/// Renders `dashboard_unified.html`: one file, no network, readable without script.
public final class UnifiedDashboard {
    private final Template template;
    private final Assets assets;

    private UnifiedDashboard(Template template, Assets assets) {
        this.template = template;
        this.assets = assets;
    }

    /// Compiles the template.
    ///
    /// @throws IOException when a template is missing or wrong
    public static UnifiedDashboard load() throws IOException {
        return compile("unified");
    }

    static UnifiedDashboard compile(String name) throws IOException {
        Handlebars handlebars =
                new Handlebars(new ClassPathTemplateLoader("/io/memscope/dashboard/", ".hbs"));
        // By default a misspelt name renders as nothing, which on a page looks like a true zero.
        handlebars.registerHelper(
                HelperRegistry.HELPER_MISSING,
                (context, options) -> {
                    throw new IllegalArgumentException("no such name: " + options.helperName);
                });
        return new UnifiedDashboard(handlebars.compile(name), Assets.load());
    }

    /// Writes the page; the caller closes the writer.
    public void render(UnifiedPage page, Writer out) throws IOException {
        Context context = Context.newBuilder(page).combine("assets", assets).build();
        try {
            template.apply(context, out);
        } finally {
            context.destroy();
        }
    }
}
