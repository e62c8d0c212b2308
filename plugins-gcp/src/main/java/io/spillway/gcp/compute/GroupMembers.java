package io.spillway.gcp.compute;

import com.google.api.services.compute.model.InstanceGroupManager;
import com.google.api.services.compute.model.InstanceGroupManagerVersion;
import com.google.api.services.compute.model.ManagedInstance;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A group's VMs, as the API tells of them. */
final class GroupMembers {

    private GroupMembers() {}

    static InstanceGroupMember of(ManagedInstance vm, InstanceGroupManager group) {
        Optional<String> template =
                Optional.ofNullable(vm.getVersion()).map(v -> v.getInstanceTemplate());
        boolean current =
                template.map(GroupMembers::path).map(templates(group)::contains).orElse(true);
        return new InstanceGroupMember(
                id(vm),
                Optional.of(segmentAfter(vm.getInstance(), "/zones/")),
                template.map(GroupMembers::last),
                current ? 0 : 1,
                state(vm));
    }

    /** By its number; one that isn't there yet has none, and is called by its name. */
    static String id(ManagedInstance vm) {
        return vm.getId() == null ? last(vm.getInstance()) : vm.getId().toString();
    }

    /**
     * What the group does with it comes before what the VM does: one that is preempted is made anew
     * by the group, under its name and with another number.
     */
    private static State state(ManagedInstance vm) {
        String action = Optional.ofNullable(vm.getCurrentAction()).orElse("NONE");
        String status = Optional.ofNullable(vm.getInstanceStatus()).orElse("");
        return switch (action) {
            case "DELETING", "ABANDONING" -> State.LEAVING;
            case "STOPPING", "SUSPENDING" -> State.HELD_BACK;
            case "NONE", "REFRESHING", "VERIFYING" ->
                    switch (status) {
                        case "RUNNING" -> State.RUNNING;
                        case "STOPPING", "PENDING_STOP", "SUSPENDING", "DEPROVISIONING" ->
                                State.LEAVING;
                        case "STOPPED", "SUSPENDED", "TERMINATED" ->
                                isHeldBack(vm) ? State.HELD_BACK : State.STARTING;
                        default -> State.STARTING;
                    };
            default -> State.STARTING;
        };
    }

    /** Of a standby pool, and not one that has ended and is to be repaired. */
    private static boolean isHeldBack(ManagedInstance vm) {
        Object wanted = vm.get("targetStatus");
        return "STOPPED".equals(wanted) || "SUSPENDED".equals(wanted);
    }

    /** Those that the group makes VMs from: several, while a canary is rolled out. */
    private static Set<String> templates(InstanceGroupManager group) {
        Set<String> templates = new HashSet<>();
        Optional.ofNullable(group.getInstanceTemplate())
                .map(GroupMembers::path)
                .ifPresent(templates::add);
        Optional.ofNullable(group.getVersions()).orElse(List.of()).stream()
                .map(InstanceGroupManagerVersion::getInstanceTemplate)
                .filter(each -> each != null)
                .map(GroupMembers::path)
                .forEach(templates::add);
        return templates;
    }

    /** Addresses of one resource begin in several ways. */
    private static String path(String url) {
        int at = url.indexOf("/projects/");
        return at < 0 ? url : url.substring(at);
    }

    static String last(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static String segmentAfter(String url, String marker) {
        int at = url.indexOf(marker);
        return at < 0 ? "" : url.substring(at + marker.length()).replaceFirst("/.*", "");
    }
}
