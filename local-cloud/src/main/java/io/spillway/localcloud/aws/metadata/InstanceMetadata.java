package io.spillway.localcloud.aws.metadata;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What an instance's metadata says, notices included. Paths and formats are those of the EC2 user
 * guide, "Instance metadata categories", and of the pages that each method names. Thread-safe.
 */
public final class InstanceMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String META_DATA = "/latest/meta-data/";
    private static final String INSTANCE_ACTION = META_DATA + "spot/instance-action";
    private static final String TERMINATION_TIME = META_DATA + "spot/termination-time";
    private static final String REBALANCE = META_DATA + "events/recommendations/rebalance";
    private static final String SCHEDULED = META_DATA + "events/maintenance/scheduled";
    private static final String TARGET_STATE = META_DATA + "autoscaling/target-lifecycle-state";
    private static final String SECURITY_CREDENTIALS = META_DATA + "iam/security-credentials/";

    /** {@code 21 Jan 2019 09:00:43 GMT}. */
    private static final DateTimeFormatter EVENT_TIME =
            DateTimeFormatter.ofPattern("dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final MetadataTree tree = new MetadataTree();
    private final InstanceFacts facts;

    /** With nothing but the facts. */
    public InstanceMetadata(InstanceFacts facts, MetadataOptions options) {
        this.facts = facts;
        Map<String, String> items = new LinkedHashMap<>();
        items.put("ami-id", facts.imageId());
        items.put("hostname", hostName());
        items.put("instance-action", "none");
        items.put("instance-id", facts.instanceId());
        items.put("instance-life-cycle", facts.spot() ? "spot" : "on-demand");
        items.put("instance-type", facts.instanceType());
        items.put("local-hostname", hostName());
        items.put("local-ipv4", facts.privateIp());
        items.put("placement/availability-zone", facts.zone());
        items.put("placement/region", facts.region());
        items.put("services/domain", "amazonaws.com");
        items.put("services/partition", "aws");
        if (options.tags()) {
            facts.tags().forEach((key, value) -> items.put("tags/instance/" + key, value));
        }
        items.forEach((path, content) -> tree.put(META_DATA + path, content));
        tree.put(SCHEDULED, "[]");
        tree.put("/latest/dynamic/instance-identity/document", document());
        facts.userData().ifPresent(text -> tree.put("/latest/user-data", text));
    }

    private String hostName() {
        return "ip-%s.%s.compute.internal"
                .formatted(facts.privateIp().replace('.', '-'), facts.region());
    }

    /** What never changes. */
    public InstanceFacts facts() {
        return facts;
    }

    /** EC2 user guide, "Instance identity documents for Amazon EC2 instances". */
    private String document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("accountId", facts.account());
        document.put("architecture", facts.architecture());
        document.put("availabilityZone", facts.zone());
        document.put("billingProducts", null);
        document.put("devpayProductCodes", null);
        document.put("marketplaceProductCodes", null);
        document.put("imageId", facts.imageId());
        document.put("instanceId", facts.instanceId());
        document.put("instanceType", facts.instanceType());
        document.put("kernelId", null);
        document.put("pendingTime", seconds(facts.launchedAt()));
        document.put("privateIp", facts.privateIp());
        document.put("ramdiskId", null);
        document.put("region", facts.region());
        document.put("version", "2017-09-30");
        return json(document);
    }

    /**
     * A Spot interruption notice, as EC2 gives it two minutes ahead (EC2 user guide, "Spot Instance
     * interruption notices").
     *
     * @param action {@code terminate}, {@code stop} or {@code hibernate}
     * @param time when that begins
     */
    public void spotInterruption(String action, Instant time) {
        Map<String, Object> notice = new LinkedHashMap<>();
        notice.put("action", action);
        notice.put("time", seconds(time));
        tree.put(INSTANCE_ACTION, json(notice));
        if (action.equals("terminate")) {
            tree.put(TERMINATION_TIME, seconds(time));
        }
    }

    /** Takes a Spot interruption notice back. */
    public void withdrawSpotInterruption() {
        tree.remove(INSTANCE_ACTION);
        tree.remove(TERMINATION_TIME);
    }

    /** A rebalance recommendation (EC2 user guide, "EC2 instance rebalance recommendations"). */
    public void rebalanceRecommendation(Instant noticeTime) {
        tree.put(REBALANCE, json(Map.of("noticeTime", seconds(noticeTime))));
    }

    /**
     * Scheduled events of the instance (EC2 user guide, "View scheduled events that affect your
     * Amazon EC2 instances"). None is an empty list, not a missing item.
     */
    public void maintenance(List<MaintenanceEvent> events) {
        tree.put(
                SCHEDULED,
                json(
                        events.stream()
                                .map(
                                        event -> {
                                            Map<String, Object> item = new LinkedHashMap<>();
                                            item.put(
                                                    "NotBefore",
                                                    EVENT_TIME.format(event.notBefore()));
                                            item.put("Code", event.code());
                                            item.put("Description", event.description());
                                            item.put("EventId", event.id());
                                            item.put(
                                                    "NotAfter",
                                                    EVENT_TIME.format(event.notAfter()));
                                            item.put("State", event.state());
                                            return item;
                                        })
                                .toList()));
    }

    /**
     * Where a group's instance goes (Auto Scaling user guide, "Retrieve the target lifecycle state
     * through instance metadata").
     *
     * @param state such as {@code InService}, {@code Terminated}, {@code Warmed:Stopped}
     */
    public void targetLifecycleState(String state) {
        tree.put(TARGET_STATE, state);
    }

    /** What the group says last; empty for an instance of no group. */
    public Optional<String> targetLifecycleState() {
        return tree.get(TARGET_STATE);
    }

    /**
     * Credentials of the instance's role (EC2 user guide, "Retrieve security credentials from
     * instance metadata").
     *
     * @param expiration when clients have to ask for new ones
     */
    public void credentials(
            String keyId, String secret, String token, Instant now, Instant expiration) {
        String role = facts.role().orElseThrow();
        Map<String, Object> credentials = new LinkedHashMap<>();
        credentials.put("Code", "Success");
        credentials.put("LastUpdated", seconds(now));
        credentials.put("Type", "AWS-HMAC");
        credentials.put("AccessKeyId", keyId);
        credentials.put("SecretAccessKey", secret);
        credentials.put("Token", token);
        credentials.put("Expiration", seconds(expiration));
        tree.put(SECURITY_CREDENTIALS + role, json(credentials));
    }

    /** An item or a listing; empty where there is neither. */
    Optional<String> get(String path) {
        return tree.get(path);
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
