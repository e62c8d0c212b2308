package io.spillway.terraform.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The part of a provider's schema that this repository's Terraform uses, in the format of {@code
 * terraform providers schema -json}.
 */
public final class ProviderSchema {
    private static final Path FILE = Path.of("src/test/schema/google.json");
    private static final String GOOGLE = "registry.terraform.io/hashicorp/google";

    private final String source;
    private final JsonNode schemas;

    private ProviderSchema(String source, JsonNode schemas) {
        this.source = source;
        this.schemas = schemas;
    }

    /** Google's, of the release that the file names. */
    public static ProviderSchema google() throws IOException {
        JsonNode all = new ObjectMapper().readTree(FILE.toFile());
        return new ProviderSchema(GOOGLE, all.get("provider_schemas").get(GOOGLE));
    }

    /** The provider's address. */
    public String source() {
        return source;
    }

    /** The block of {@code provider "google"}. */
    public JsonNode provider() {
        return schemas.get("provider");
    }

    /** All resources, or all data sources, by their types. */
    JsonNode schemas(boolean data) {
        return schemas.get(data ? "data_source_schemas" : "resource_schemas");
    }

    /** The block of a resource or a data source; empty when the file hasn't that type. */
    public Optional<JsonNode> block(boolean data, String type) {
        return Optional.ofNullable(schemas(data).get(type)).map(schema -> schema.get("block"));
    }

    /** All types, resources and data sources. */
    public NavigableSet<String> types() {
        NavigableSet<String> types = new TreeSet<>();
        schemas(false).fieldNames().forEachRemaining(types::add);
        schemas(true).fieldNames().forEachRemaining(type -> types.add("data." + type));
        return types;
    }
}
