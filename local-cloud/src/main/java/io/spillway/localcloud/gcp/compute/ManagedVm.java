package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.group.GroupMember;
import java.time.Instant;
import java.util.Optional;

/**
 * A place in a group that a VM has, and what the group does there. Belongs to the control thread.
 */
final class ManagedVm {

    /** What the group does ("managedInstances[].currentAction" of {@code listManagedInstances}). */
    enum Action {
        NONE,
        CREATING,
        RECREATING,
        DELETING
    }

    private final String name;
    private final String zone;
    Instant since;
    Action action = Action.CREATING;
    Optional<VmInstance> vm = Optional.empty();
    InstanceTemplate template;
    boolean frozen;
    int failedChecks;
    boolean wasHealthy;

    ManagedVm(String name, String zone, InstanceTemplate template, Instant since) {
        this.name = name;
        this.zone = zone;
        this.template = template;
        this.since = since;
    }

    String name() {
        return name;
    }

    String zone() {
        return zone;
    }

    /** Of the VM that is there now; of none, the empty text. */
    String id() {
        return vm.map(VmInstance::id).orElse("");
    }

    /** Whether it is one of those that the target size asks for. */
    boolean counts() {
        return action != Action.DELETING;
    }

    GroupMember view() {
        GroupMember.State state =
                switch (action) {
                    case NONE -> GroupMember.State.IN_SERVICE;
                    case CREATING, RECREATING -> GroupMember.State.BOOTING;
                    case DELETING -> GroupMember.State.STOPPING;
                };
        return new GroupMember(vm.isEmpty() ? name : id(), state, frozen, since);
    }
}
