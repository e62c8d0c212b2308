package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.control.ControlThread;
import io.spillway.localcloud.gcp.autoscaling.Autoscaler;
import io.spillway.localcloud.group.EventJournal;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.LocalVm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A managed instance group: creates what is missing, makes anew what has ended by itself, and
 * deletes what is too much, at once and without asking anybody ("Managed instance groups"; there is
 * no lifecycle hook). Public methods may be called from any thread but the listeners', wait until
 * the group has taken note, and return then.
 *
 * <ul>
 *   <li>A VM that was preempted, has failed or was deleted behind the group's back is made anew,
 *       under the same name ("Repair VMs", "Spot VMs in a MIG").
 *   <li>{@code deleteInstances} lowers the target size and makes nothing anew.
 *   <li>Which VMs a shrinking group deletes isn't documented: of a regional one, in the zone with
 *       the most ("regional MIGs"); here the youngest.
 * </ul>
 */
public final class ManagedInstanceGroup {
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz0123456789";

    private final GroupSpec spec;
    private final ComputeEngine compute;
    private final ControlThread control;
    private final EventJournal journal;
    private final String createdBy;
    private final Map<String, ManagedVm> members = new LinkedHashMap<>();
    private volatile int targetSize;
    private volatile List<GroupMember> snapshot = List.of();
    private InstanceTemplate template;
    private boolean stopping;
    private long names;

    /**
     * A group that has no VMs until {@link #start}.
     *
     * @param path its resource, from {@code projects/} on, as its VMs' metadata have it
     */
    public ManagedInstanceGroup(
            GroupSpec spec, String path, ComputeEngine compute, ControlThread control) {
        this.spec = spec;
        this.compute = compute;
        this.control = control;
        this.createdBy = path;
        this.targetSize = spec.targetSize();
        this.template = spec.template();
        this.journal = new EventJournal(control, () -> targetSize, this::takeSnapshot);
    }

    /** Creates what it should have, and keeps the group at it. */
    public void start() {
        control.post(this::reconcile);
        spec.autohealing().ifPresent(check -> HealthChecks.start(this, check, control));
    }

    /** Adds a listener, called on the control thread; it must not block. */
    public void addListener(Consumer<GroupEvent> listener) {
        journal.addListener(listener);
    }

    /** What it was made from. */
    public GroupSpec spec() {
        return spec;
    }

    /** How many VMs there should be. */
    public int targetSize() {
        return targetSize;
    }

    /** The VMs that there are, oldest first, leaving ones included. */
    public List<GroupMember> instances() {
        return snapshot;
    }

    /** Changes the target size, as {@code resize} does. */
    public void resize(int size) {
        control.ask(
                () -> {
                    changeTarget(size);
                    return true;
                });
    }

    /** Creates VMs from another template from now on; what is there stays as it is. */
    public void setTemplate(InstanceTemplate next) {
        control.ask(() -> template = next);
    }

    /** Freezes a VM as if it had dropped off the network, or lets it go on. */
    public void freeze(String id, boolean frozen) {
        control.post(
                () ->
                        byId(id).ifPresent(
                                        member -> {
                                            member.vm
                                                    .flatMap(VmInstance::vm)
                                                    .ifPresent(
                                                            frozen
                                                                    ? LocalVm::freeze
                                                                    : LocalVm::thaw);
                                            member.frozen = frozen;
                                            journal.note(
                                                    frozen
                                                            ? GroupEvent.Kind.FROZEN
                                                            : GroupEvent.Kind.THAWED,
                                                    id,
                                                    member.since,
                                                    id + (frozen ? " is frozen" : " goes on"));
                                        }));
    }

    /** Creates and repairs nothing any more; VMs stay. */
    public void suspend() {
        control.ask(() -> stopping = true);
    }

    // ---- what follows runs on the control thread ---------------------------------------------

    /** What an autoscaler sees of it. */
    public Autoscaler.Group sized() {
        return new Autoscaler.Group() {
            @Override
            public String name() {
                return spec.name();
            }

            @Override
            public int targetSize() {
                return targetSize;
            }

            @Override
            public int running(Duration initialization) {
                return ManagedInstanceGroup.this.running(initialization);
            }

            @Override
            public Set<String> runningIds() {
                return members.values().stream()
                        .filter(each -> each.action == ManagedVm.Action.NONE)
                        .map(ManagedVm::id)
                        .collect(Collectors.toSet());
            }

            @Override
            public void changeTarget(int size) {
                ManagedInstanceGroup.this.changeTarget(size);
            }
        };
    }

    InstanceTemplate template() {
        return template;
    }

    Collection<ManagedVm> members() {
        return members.values();
    }

    Optional<ManagedVm> byId(String id) {
        return members.values().stream().filter(each -> each.id().equals(id)).findFirst();
    }

    void changeTarget(int size) {
        if (size == targetSize || stopping) {
            return;
        }
        noteTarget(size);
        reconcile();
    }

    private void noteTarget(int size) {
        int before = targetSize;
        targetSize = size;
        journal.note(
                GroupEvent.Kind.DESIRED_CAPACITY,
                "%s: target size %d -> %d".formatted(spec.name(), before, size));
    }

    /** Those that run, and have for so long; what per-instance metrics and targets count. */
    private int running(Duration initialization) {
        return (int)
                members.values().stream()
                        .filter(each -> each.action == ManagedVm.Action.NONE)
                        .filter(each -> !control.now().isBefore(each.since.plus(initialization)))
                        .count();
    }

    /** Deletes those VMs and wants as many fewer; those that are on their way out don't count. */
    void deleteInstances(List<ManagedVm> which) {
        List<ManagedVm> more = which.stream().filter(ManagedVm::counts).distinct().toList();
        noteTarget(Math.max(0, targetSize - more.size()));
        more.forEach(each -> delete(each, "is deleted as asked for"));
        reconcile();
    }

    /** Makes a VM anew that has become unhealthy. */
    void heal(ManagedVm member) {
        VmInstance sick = member.vm.orElseThrow();
        member.action = ManagedVm.Action.RECREATING;
        member.vm = Optional.empty();
        journal.note(
                GroupEvent.Kind.STOPPING,
                sick.id(),
                member.since,
                sick.id() + " is made anew: its health check has failed");
        Instant asked = control.now();
        sick.delete(
                () -> {
                    noteEnd(sick, asked);
                    create(member);
                    takeSnapshot();
                });
    }

    private void takeSnapshot() {
        snapshot =
                members.values().stream()
                        .sorted(Comparator.comparing((ManagedVm each) -> each.since))
                        .map(ManagedVm::view)
                        .toList();
    }

    private void reconcile() {
        if (stopping) {
            return;
        }
        List<ManagedVm> there = members.values().stream().filter(ManagedVm::counts).toList();
        for (int i = there.size(); i < targetSize; i++) {
            String zone = zoneWith(Comparator.naturalOrder());
            ManagedVm next = new ManagedVm(newName(), zone, template, control.now());
            members.put(next.name(), next);
            create(next);
        }
        for (int i = targetSize; i < there.size(); i++) {
            String zone = zoneWith(Comparator.reverseOrder());
            List<ManagedVm> candidates =
                    members.values().stream()
                            .filter(each -> each.counts() && each.zone().equals(zone))
                            .toList();
            delete(candidates.get(candidates.size() - 1), "is deleted: the group shrinks");
        }
        takeSnapshot();
    }

    private String zoneWith(Comparator<Long> order) {
        return spec.zones().stream()
                .min(
                        Comparator.comparing(
                                zone ->
                                        members.values().stream()
                                                .filter(ManagedVm::counts)
                                                .filter(each -> each.zone().equals(zone))
                                                .count(),
                                order))
                .orElseThrow();
    }

    /** Four letters and digits, as groups give them; no two alike. */
    private String newName() {
        StringBuilder suffix = new StringBuilder();
        long number = 7919 * ++names;
        for (int i = 0; i < 4; i++) {
            suffix.append(LETTERS.charAt((int) (number % LETTERS.length())));
            number /= LETTERS.length();
        }
        String name = spec.name() + "-" + suffix;
        return members.containsKey(name) ? newName() : name;
    }

    private void create(ManagedVm member) {
        if (stopping || member.action == ManagedVm.Action.DELETING) {
            members.remove(member.name(), member);
            return;
        }
        member.template = template;
        member.failedChecks = 0;
        member.wasHealthy = false;
        try {
            VmInstance vm =
                    compute.launch(
                            template,
                            member.name(),
                            member.zone(),
                            Map.of("created-by", createdBy),
                            (lost, why) -> lost(member, lost, why));
            member.vm = Optional.of(vm);
            member.action = ManagedVm.Action.NONE;
            member.since = control.now();
            journal.note(
                    GroupEvent.Kind.LAUNCHED,
                    vm.id(),
                    control.now(),
                    "%s created as %s".formatted(vm.id(), vm.name()));
        } catch (IOException e) {
            journal.note(
                    GroupEvent.Kind.LAUNCH_FAILED,
                    spec.name() + ": a VM can't be created: " + e.getMessage());
            control.postAfter(spec.replacementDelay(), () -> create(member));
        }
    }

    private void lost(ManagedVm member, VmInstance vm, String why) {
        if (member.vm.filter(vm::equals).isEmpty()) {
            return;
        }
        member.action = ManagedVm.Action.RECREATING;
        member.vm = Optional.empty();
        GroupEvent.Kind kind =
                !vm.wasAskedToGo()
                        ? GroupEvent.Kind.DIED
                        : vm.wasCut() ? GroupEvent.Kind.KILLED : GroupEvent.Kind.STOPPED;
        journal.note(
                kind,
                vm.id(),
                member.since,
                "%s %s%s, and is made anew"
                        .formatted(
                                vm.id(),
                                why,
                                kind == GroupEvent.Kind.KILLED
                                        ? " without shutting down in time"
                                        : ""));
        control.postAfter(
                spec.replacementDelay(),
                () -> {
                    create(member);
                    takeSnapshot();
                });
    }

    private void delete(ManagedVm member, String why) {
        member.action = ManagedVm.Action.DELETING;
        if (member.vm.isEmpty()) {
            // Whoever is about to create it will find that it needn't.
            members.remove(member.name(), member);
            return;
        }
        VmInstance vm = member.vm.get();
        Instant asked = control.now();
        journal.note(GroupEvent.Kind.STOPPING, vm.id(), member.since, vm.id() + " " + why);
        vm.delete(
                () -> {
                    members.remove(member.name(), member);
                    noteEnd(vm, asked);
                });
    }

    private void noteEnd(VmInstance vm, Instant asked) {
        journal.note(
                vm.wasCut() ? GroupEvent.Kind.KILLED : GroupEvent.Kind.STOPPED,
                vm.id(),
                asked,
                vm.id() + (vm.wasCut() ? " didn't shut down in time" : " has shut down"));
    }

    /** Those whose names those are. */
    List<ManagedVm> named(Collection<String> some) {
        List<ManagedVm> found = new ArrayList<>();
        some.forEach(name -> Optional.ofNullable(members.get(name)).ifPresent(found::add));
        return found;
    }
}
