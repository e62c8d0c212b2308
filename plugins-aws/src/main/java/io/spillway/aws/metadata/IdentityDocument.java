package io.spillway.aws.metadata;

import java.util.Optional;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/** What an instance's identity document says. */
public record IdentityDocument(
        String instanceId,
        String account,
        String region,
        Optional<String> zone,
        Optional<String> type,
        Optional<String> privateIp) {

    /**
     * @throws IllegalArgumentException when it is no JSON, or says nothing of what it must
     */
    static IdentityDocument parse(String text) {
        JsonNode document = Json.parse(text);
        return new IdentityDocument(
                required(document, "instanceId"),
                required(document, "accountId"),
                required(document, "region"),
                Json.text(document, "availabilityZone"),
                Json.text(document, "instanceType"),
                Json.text(document, "privateIp"));
    }

    private static String required(JsonNode document, String name) {
        return Json.text(document, name)
                .orElseThrow(() -> new IllegalArgumentException("it has no " + name));
    }
}
