package io.spillway.gcp.diagnosis;

import io.spillway.cloud.diagnosis.Look;
import io.spillway.cloud.machine.MetadataException;
import io.spillway.gcp.metadata.GroupName;
import io.spillway.gcp.metadata.InstanceMetadata;
import io.spillway.gcp.metadata.VmIdentity;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The VM's metadata server, and what it has to tell.
 *
 * @param taskManager whether the VM is there for a TaskManager
 */
record MachineChecks(InstanceMetadata metadata, boolean taskManager) {
    private static final String ACCOUNT = "instance/service-accounts/default/";
    private static final String ALL = "https://www.googleapis.com/auth/cloud-platform";

    List<Check> all() {
        return List.of(
                new Look("Metadata server", this::server),
                new Look("Service account", this::account),
                new Look("VM's group", this::group));
    }

    private Finding server(Duration timeout) {
        try {
            VmIdentity self = VmIdentity.read(metadata, timeout, System::nanoTime);
            return Finding.ok(
                    "%s (%s)%s in %s, project %s%s"
                            .formatted(
                                    self.name(),
                                    self.id(),
                                    self.machineType().map(type -> ", " + type).orElse(""),
                                    self.zone(),
                                    self.project(),
                                    self.spot() ? ", can be preempted" : ""));
        } catch (MetadataException e) {
            return Finding.failure(
                    e.getMessage(),
                    "let no firewall rule and no proxy stand before 169.254.169.254; if GCE_METADATA_HOST is set, see that it names the metadata server");
        }
    }

    private Finding account(Duration timeout) throws MetadataException {
        Optional<String> email = metadata.get(ACCOUNT + "email", timeout);
        if (email.isEmpty()) {
            return Finding.failure(
                    "the VM has none: no call of Google Cloud is allowed",
                    "give the instance template a service account with the scope cloud-platform");
        }
        boolean wide =
                metadata.get(ACCOUNT + "scopes", timeout)
                        .filter(scopes -> scopes.lines().anyMatch(ALL::equals))
                        .isPresent();
        return wide
                ? Finding.ok(email.get().strip())
                : Finding.warning(
                        "%s, but without the scope cloud-platform: scopes may refuse what its roles allow"
                                .formatted(email.get().strip()),
                        "set scopes = [\"cloud-platform\"] in the instance template, and limit the service account by roles");
    }

    private Finding group(Duration timeout) throws MetadataException {
        if (!taskManager) {
            return Finding.skipped("only on a TaskManager's machine");
        }
        Optional<GroupName> group =
                metadata.get("instance/attributes/created-by", timeout).flatMap(GroupName::parse);
        return group.isPresent()
                ? Finding.ok(group.get().toString())
                : Finding.warning(
                        "the VM is in no managed instance group: nobody replaces it",
                        "create it by a group");
    }
}
