package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.gcp.api.ApiJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What calls have begun ("Handle API responses"). An operation on a group is done when the group
 * has taken it on, not when its VMs have come or gone. A call that is repeated with its {@code
 * requestId} begins nothing more. Belongs to the control thread.
 */
final class Operations {
    private final String root;
    private final Map<String, ObjectNode> byName = new HashMap<>();
    private final Map<String, ObjectNode> byRequest = new HashMap<>();

    Operations(String root) {
        this.root = root;
    }

    /** What that request has begun already. */
    Optional<ObjectNode> ofRequest(Optional<String> requestId) {
        return requestId.map(byRequest::get);
    }

    /** A new one. */
    ObjectNode begin(String type, GroupResource target, Optional<String> requestId, Instant now) {
        String name = "operation-%d".formatted(byName.size() + 1);
        String scope = "projects/%s/%s".formatted(target.project(), target.scope());
        ObjectNode node = ApiJson.node();
        node.put("kind", "compute#operation");
        node.put("name", name);
        node.put("operationType", type);
        node.put("targetLink", root + target.path());
        node.put(target.scope().startsWith("zones/") ? "zone" : "region", root + scope);
        node.put("selfLink", "%s%s/operations/%s".formatted(root, scope, name));
        node.put("insertTime", now.toString());
        node.put("status", "RUNNING");
        byName.put(name, node);
        requestId.ifPresent(id -> byRequest.put(id, node));
        return node.deepCopy();
    }

    /** One that is asked for, which is done by then. */
    Optional<ObjectNode> get(String name) {
        return Optional.ofNullable(byName.get(name)).map(node -> node.put("status", "DONE"));
    }
}
