package io.memscope.export.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;

/// The schemas that others have published of formats which `memscope check` writes, unchanged.
final class PublicSchemas {
    private PublicSchemas() {}

    /// Where a file is not SARIF 2.1.0.
    static List<Error> sarifErrors(JsonNode file) throws IOException {
        try (InputStream schema = resource("/schema/sarif-schema-2.1.0.json").openStream()) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(new ObjectMapper().readTree(schema))
                    .validate(
                            file, run -> run.executionConfig(c -> c.formatAssertionsEnabled(true)));
        }
    }

    /// Fails where a file is not what Surefire would write.
    static void validateJunit(Path file) throws IOException, SAXException {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(resource("/schema/surefire-test-report.xsd"))
                .newValidator()
                .validate(new StreamSource(file.toFile()));
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(PublicSchemas.class.getResource(name), name);
    }
}
