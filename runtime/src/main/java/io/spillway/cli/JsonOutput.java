package io.spillway.cli;

import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/** What {@code --json} prints: the REST API's own records. */
final class JsonOutput {
    private JsonOutput() {}

    static String of(Object view) throws JsonProcessingException {
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(view);
    }
}
