package io.spillway.localcloud.group;

import io.spillway.localcloud.machine.LocalVm;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.ScheduledFuture;

/** A VM and what its group knows of it. For the group's thread. */
final class Member {
    /** Those that have not joined go first, then the youngest. */
    static final Comparator<Member> GOES_FIRST =
            Comparator.comparing((Member member) -> !member.inService())
                    .thenComparing(member -> member.launch);

    final LocalVm vm;
    final Instant launchedAt;
    private final int launch;
    GroupMember.State state = GroupMember.State.BOOTING;
    boolean frozen;
    boolean killed;
    Instant stoppedAt;
    ScheduledFuture<?> deadline;

    /**
     * @param launch how many VMs of the group were launched until then
     */
    Member(LocalVm vm, int launch, Instant launchedAt) {
        this.vm = vm;
        this.launch = launch;
        this.launchedAt = launchedAt;
    }

    String id() {
        return vm.id();
    }

    private boolean inService() {
        return state == GroupMember.State.IN_SERVICE;
    }

    boolean isStopping() {
        return state == GroupMember.State.STOPPING;
    }

    /** It no longer counts. */
    void stopping(Instant now) {
        state = GroupMember.State.STOPPING;
        stoppedAt = now;
    }

    GroupMember view() {
        return new GroupMember(vm.id(), state, frozen, launchedAt);
    }
}
