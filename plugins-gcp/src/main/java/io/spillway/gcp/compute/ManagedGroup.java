package io.spillway.gcp.compute;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.compute.model.Autoscaler;
import com.google.api.services.compute.model.AutoscalingPolicy;
import com.google.api.services.compute.model.InstanceGroupManager;
import com.google.api.services.compute.model.InstanceGroupManagerStatus;
import com.google.api.services.compute.model.ManagedInstance;
import com.google.api.services.compute.model.Operation;
import com.google.auth.Credentials;
import io.spillway.gcp.client.Call;
import io.spillway.gcp.client.Endpoint;
import io.spillway.gcp.client.Failures;
import io.spillway.gcp.metadata.GroupName;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import io.spillway.spi.cloud.RemovalOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * A managed instance group that the JobManager deletes VMs of: {@code deleteInstances} lowers the
 * target size and makes nothing anew, whereas a VM that is deleted by itself comes back (<a
 * href="https://cloud.google.com/compute/docs/instance-groups/working-with-managed-instances">Work
 * with managed instances</a>).
 *
 * <p>VMs are named by their addresses there, and a group gives an address to one VM after the
 * other; so each removal begins by asking which VM has which address now.
 */
public final class ManagedGroup implements InstanceGroup {

    /** {@code deleteInstances} takes that many. */
    private static final int MOST_REMOVALS = 1000;

    /** Where nobody sets a limit: what a regional group can have at most. */
    private static final int LARGEST = 4000;

    private static final String ROLE = "roles/compute.instanceAdmin.v1";

    private final ComputeClient client;
    private final GroupApi api;
    private final GroupName group;
    private final String project;

    /** Makes a client; asks nothing yet. */
    public ManagedGroup(
            String project, GroupName group, Endpoint endpoint, Credentials credentials) {
        this.client = new ComputeClient(endpoint, credentials);
        this.api = GroupApi.of(client.calls(), project, group);
        this.group = group;
        this.project = project;
    }

    @Override
    public String name() {
        return "managed instance group " + group;
    }

    @Override
    public int maxRemovals() {
        return MOST_REMOVALS;
    }

    @Override
    public String scaleInRemedy() {
        return "set the autoscaler's mode to ONLY_SCALE_OUT (Terraform: mode = \"ONLY_SCALE_OUT\"; gcloud compute instance-groups managed update-autoscaling %s --%s=%s --mode=only-scale-out)"
                .formatted(group.name(), group.regional() ? "region" : "zone", group.location());
    }

    @Override
    public InstanceGroupState describe(Duration timeout) throws CloudException {
        client.limit(timeout);
        InstanceGroupManager manager = manager();
        Optional<Autoscaler> autoscaler = autoscaler(manager);
        Optional<AutoscalingPolicy> limits = autoscaler.map(Autoscaler::getAutoscalingPolicy);
        int target = Optional.ofNullable(manager.getTargetSize()).orElse(0);
        int minimum = limits.map(AutoscalingPolicy::getMinNumReplicas).orElse(0);
        int maximum = limits.map(AutoscalingPolicy::getMaxNumReplicas).orElse(LARGEST);
        List<InstanceGroupMember> members = new ArrayList<>();
        for (ManagedInstance each : list()) {
            members.add(GroupMembers.of(each, manager));
        }
        Optional<Integer> recommended = autoscaler.map(Autoscaler::getRecommendedSize);
        return new InstanceGroupState(
                minimum,
                Math.max(minimum, maximum),
                target,
                recommended.map(OptionalInt::of).orElse(OptionalInt.empty()),
                policy(limits),
                members);
    }

    private static ScalingPolicy policy(Optional<AutoscalingPolicy> limits) {
        if (limits.isEmpty()) {
            return ScalingPolicy.NONE;
        }
        return switch (Optional.ofNullable(limits.get().getMode()).orElse("ON")) {
            case "OFF" -> ScalingPolicy.NONE;
            // Under an older name as well.
            case "ONLY_SCALE_OUT", "ONLY_UP" -> ScalingPolicy.SCALE_OUT_ONLY;
            default -> ScalingPolicy.SCALE_IN_TOO;
        };
    }

    @Override
    public RemovalOutcome remove(Set<String> instances, Duration timeout) throws CloudException {
        client.limit(timeout);
        List<String> urls =
                list().stream()
                        .filter(each -> instances.contains(GroupMembers.id(each)))
                        .map(ManagedInstance::getInstance)
                        .toList();
        if (urls.isEmpty()) {
            return new RemovalOutcome.Accepted();
        }
        Operation operation;
        Call call =
                call(
                        "compute.%s.deleteInstances".formatted(collection()),
                        "compute.instanceGroupManagers.update");
        try {
            operation = api.delete(urls, UUID.randomUUID().toString());
        } catch (IOException e) {
            return refusedOrUnknown(e, call);
        }
        return outcome(operation, call);
    }

    /** What the service has answered by a 4xx it hasn't done; all else nobody knows. */
    private static RemovalOutcome refusedOrUnknown(IOException e, Call call) throws CloudException {
        CloudException translated = Failures.translate(e, call);
        boolean refused =
                e instanceof GoogleJsonResponseException answer && answer.getStatusCode() < 500;
        if (refused || Failures.neverSent(e)) {
            throw translated;
        }
        return new RemovalOutcome.Unknown(translated);
    }

    /** The call is answered when it has begun; whether the group takes it on, a moment later. */
    private RemovalOutcome outcome(Operation begun, Call call) throws CloudException {
        Operation operation = begun;
        try {
            if (!"DONE".equals(operation.getStatus())) {
                operation = api.await(operation.getName());
            }
        } catch (IOException e) {
            return new RemovalOutcome.Unknown(Failures.translate(e, call));
        }
        Optional<String> error =
                Optional.ofNullable(operation.getError())
                        .map(Operation.Error::getErrors)
                        .filter(errors -> !errors.isEmpty())
                        .map(errors -> errors.get(0))
                        .map(each -> each.getCode() + " " + each.getMessage());
        if (error.isPresent()) {
            throw new CloudException("%s: %s".formatted(call, error.get().replaceAll("\\s+", " ")));
        }
        return "DONE".equals(operation.getStatus())
                ? new RemovalOutcome.Accepted()
                : new RemovalOutcome.Unknown(
                        new CloudException(
                                "%s: operation %s is %s still"
                                        .formatted(
                                                call, operation.getName(), operation.getStatus())));
    }

    private InstanceGroupManager manager() throws CloudException {
        try {
            return api.get();
        } catch (IOException e) {
            throw Failures.translate(
                    e,
                    call(
                            "compute.%s.get".formatted(collection()),
                            "compute.instanceGroupManagers.get"));
        }
    }

    private Optional<Autoscaler> autoscaler(InstanceGroupManager manager) throws CloudException {
        Optional<String> name =
                Optional.ofNullable(manager.getStatus())
                        .map(InstanceGroupManagerStatus::getAutoscaler)
                        .map(GroupMembers::last);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(api.autoscaler(name.get()));
        } catch (IOException e) {
            throw Failures.translate(
                    e,
                    call(
                            group.regional()
                                    ? "compute.regionAutoscalers.get"
                                    : "compute.autoscalers.get",
                            "compute.autoscalers.get"));
        }
    }

    private List<ManagedInstance> list() throws CloudException {
        List<ManagedInstance> all = new ArrayList<>();
        try {
            GroupApi.Page page = api.list(null);
            all.addAll(page.instances());
            while (page.next() != null && !page.next().isEmpty()) {
                page = api.list(page.next());
                all.addAll(page.instances());
            }
        } catch (IOException e) {
            throw Failures.translate(
                    e,
                    call(
                            "compute.%s.listManagedInstances".formatted(collection()),
                            "compute.instanceGroupManagers.get"));
        }
        return all;
    }

    private String collection() {
        return group.regional() ? "regionInstanceGroupManagers" : "instanceGroupManagers";
    }

    private Call call(String method, String permission) {
        return new Call(method, "group " + group, project, permission, ROLE);
    }

    @Override
    public void close() {
        // Connections close by themselves when nobody uses them.
    }
}
