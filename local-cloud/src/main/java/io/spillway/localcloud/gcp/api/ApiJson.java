package io.spillway.localcloud.gcp.api;

import io.spillway.localcloud.http.HttpAnswer;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/** Bodies and errors as Google's JSON APIs write them. */
public final class ApiJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TYPE = "application/json; charset=UTF-8";

    private ApiJson() {}

    /** An empty object. */
    public static ObjectNode node() {
        return MAPPER.createObjectNode();
    }

    /** A request's body; an empty one is an empty object. */
    public static JsonNode read(byte[] body) throws ApiProblem {
        try {
            return body.length == 0 ? node() : MAPPER.readTree(body);
        } catch (IOException e) {
            throw new ApiProblem(400, "parseError", "Parse Error: " + e.getMessage());
        }
    }

    /** An answer with a body. */
    public static HttpAnswer answer(int status, JsonNode body) {
        return HttpAnswer.text(status, TYPE, body.toString());
    }

    /** A refusal. */
    public static HttpAnswer answer(ApiProblem problem) {
        if (problem.status() == 304) {
            return new HttpAnswer(304, Map.of(), new byte[0]);
        }
        ObjectNode answer = node();
        ObjectNode error = answer.putObject("error");
        error.put("code", problem.status());
        error.put("message", problem.getMessage());
        error.putArray("errors")
                .addObject()
                .put("message", problem.getMessage())
                .put("domain", problem.status() == 429 ? "usageLimits" : "global")
                .put("reason", problem.reason());
        return answer(problem.status(), answer);
    }
}
