package io.spillway.dist.monitoring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.type.TypeReference;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.MappingIterator;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** Reads the tarball's JSON and YAML files as data. */
public final class Documents {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final TypeReference<JsonNode> ANY = new TypeReference<>() {};

    private Documents() {}

    /** The one document of a JSON file. */
    public static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }

    /** The one document of a YAML file. */
    public static JsonNode yaml(Path file) throws IOException {
        List<JsonNode> all = allYaml(file);
        if (all.size() != 1) {
            throw new AssertionError(file + " has " + all.size() + " documents");
        }
        return all.get(0);
    }

    /** All documents of a YAML file. */
    public static List<JsonNode> allYaml(Path file) throws IOException {
        try (MappingIterator<JsonNode> documents = YAML.readerFor(ANY).readValues(file.toFile())) {
            return documents.readAll();
        }
    }
}
