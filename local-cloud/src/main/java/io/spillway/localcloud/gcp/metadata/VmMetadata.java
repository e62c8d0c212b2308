package io.spillway.localcloud.gcp.metadata;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a VM's metadata says, notices included. Keys are those of <a
 * href="https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys">Predefined
 * metadata keys</a> and of the pages that each method names. Thread-safe.
 */
public final class VmMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "instance/service-accounts/default/token";

    static final String UPCOMING_MAINTENANCE = "instance/upcoming-maintenance";

    private final MetadataTree tree = new MetadataTree();
    private final VmFacts facts;

    /** With nothing but the facts. */
    public VmMetadata(VmFacts facts) {
        this.facts = facts;
        String project = "projects/" + facts.projectNumber();
        tree.put("project/project-id", facts.project());
        tree.put("project/numeric-project-id", Long.toString(facts.projectNumber()));
        tree.put("instance/id", Long.toUnsignedString(facts.id()));
        tree.put("instance/name", facts.name());
        tree.put(
                "instance/hostname",
                "%s.%s.c.%s.internal".formatted(facts.name(), facts.zone(), facts.project()));
        tree.put("instance/zone", "%s/zones/%s".formatted(project, facts.zone()));
        tree.put(
                "instance/machine-type",
                "%s/machineTypes/%s".formatted(project, facts.machineType()));
        tree.put("instance/network-interfaces/0/ip", facts.ip());
        tree.put("instance/scheduling/automatic-restart", facts.spot() ? "FALSE" : "TRUE");
        tree.put("instance/scheduling/on-host-maintenance", facts.spot() ? "TERMINATE" : "MIGRATE");
        tree.put("instance/scheduling/preemptible", facts.spot() ? "TRUE" : "FALSE");
        String account = "instance/service-accounts/default/";
        tree.put(account + "email", facts.serviceAccount());
        tree.put(account + "scopes", "https://www.googleapis.com/auth/cloud-platform\n");
        facts.attributes().forEach((key, value) -> tree.put("instance/attributes/" + key, value));
        tree.put("instance/preempted", "FALSE");
        tree.put("instance/maintenance-event", "NONE");
        tree.put("instance/shutdown-details/stop-state", "UNSPECIFIED");
    }

    /** What never changes. */
    public VmFacts facts() {
        return facts;
    }

    /**
     * A preemption, or the end of its notice that is taken back (<a
     * href="https://cloud.google.com/compute/docs/instances/create-use-spot#detect-preemption">Detect
     * preemption of Spot VMs</a>).
     */
    public void preempted(boolean preempted) {
        tree.put("instance/preempted", preempted ? "TRUE" : "FALSE");
    }

    /**
     * Maintenance that begins within a minute (<a
     * href="https://cloud.google.com/compute/docs/metadata/getting-live-migration-notice">Query
     * metadata server for maintenance event notices</a>).
     *
     * @param event {@code NONE}, {@code MIGRATE_ON_HOST_MAINTENANCE} or {@code
     *     TERMINATE_ON_HOST_MAINTENANCE}
     */
    public void maintenanceEvent(String event) {
        tree.put("instance/maintenance-event", event);
    }

    /**
     * Maintenance that is planned for some time ahead (<a
     * href="https://cloud.google.com/compute/docs/instances/monitor-plan-host-maintenance-event">Monitor
     * and plan for a host maintenance event</a>).
     */
    public void upcomingMaintenance(Instant start, Instant end) {
        ObjectNode notice = JSON.createObjectNode();
        notice.put("can_reschedule", "true");
        notice.put("latest_window_start_time", seconds(start));
        notice.put("maintenance_status", "PENDING");
        notice.put("type", "SCHEDULED");
        notice.put("window_end_time", seconds(end));
        notice.put("window_start_time", seconds(start));
        tree.put(UPCOMING_MAINTENANCE, notice.toString());
    }

    /** Calls planned maintenance off. */
    public void noUpcomingMaintenance() {
        tree.remove(UPCOMING_MAINTENANCE);
    }

    /**
     * A graceful shutdown (<a
     * href="https://cloud.google.com/compute/docs/instances/graceful-shutdown-overview">Graceful
     * shutdown overview</a>; the keys are those that <a
     * href="https://github.com/GoogleCloudPlatform/guest-agent">Google's guest agent</a> waits
     * for).
     *
     * @param longest how long it waits for the guest; 1 s to an hour
     */
    public void pendingStop(Duration longest, Instant now) {
        tree.put("instance/shutdown-details/max-duration", Long.toString(longest.toSeconds()));
        tree.put("instance/shutdown-details/request-timestamp", seconds(now));
        tree.put("instance/shutdown-details/target-state", "STOPPED");
        tree.put("instance/shutdown-details/stop-state", "PENDING_STOP");
    }

    /**
     * A token of the VM's service account (<a
     * href="https://cloud.google.com/compute/docs/access/authenticate-workloads">Authenticate
     * workloads to Google Cloud APIs using service accounts</a>).
     */
    public void token(String token, Duration validity) {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("access_token", token);
        answer.put("expires_in", validity.toSeconds());
        answer.put("token_type", "Bearer");
        tree.put(TOKEN, answer.toString());
    }

    MetadataTree tree() {
        return tree;
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
