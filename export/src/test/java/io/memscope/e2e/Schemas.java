package io.memscope.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

/// The JSON Schemas that are shipped with the exporter.
final class Schemas {
    private static final String BASE = "https://memscope.io/schema/1.0/";
    private static final String SHIPPED = "classpath:io/memscope/export/schema/";

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaIdResolvers(ids -> ids.mapPrefix(BASE, SHIPPED)));

    /// The id of the schema with this file name.
    static String id(String name) {
        return BASE + name;
    }

    /// Fails when the document is not what the schema with this id says.
    void expectValid(String document, String schemaId, Object name) {
        assertThat(schemaId).startsWith(BASE);
        assertThat(
                        registry.getSchema(SchemaLocation.of(schemaId))
                                .validate(
                                        document,
                                        InputFormat.JSON,
                                        context ->
                                                context.executionConfig(config ->
                                                        config.formatAssertionsEnabled(true))))
                .as("%s by %s", name, schemaId)
                .isEmpty();
    }
}
