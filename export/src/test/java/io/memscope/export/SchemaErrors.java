package io.memscope.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/// Where a file does not obey its schema.
public final class SchemaErrors {
    private static final String BASE = "https://memscope.io/schema/1.0/";
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder ->
                            builder.schemaIdResolvers(resolvers ->
                                    resolvers.mapPrefix(
                                            BASE, "classpath:io/memscope/export/schema/")));

    private SchemaErrors() {}

    /// @param schema its name without ending
    public static List<Error> of(String schema, JsonNode file) {
        return SCHEMAS.getSchema(SchemaLocation.of(BASE + schema + ".schema.json")).validate(file);
    }
}
