package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.control.ControlThread;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/**
 * Asks a group's VMs how they are, and has the group make those anew that are unhealthy ("Set up an
 * application-based health check and autohealing").
 */
final class HealthChecks {
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final ManagedInstanceGroup group;
    private final GroupSpec.Autohealing check;
    private final ControlThread control;

    private HealthChecks(
            ManagedInstanceGroup group, GroupSpec.Autohealing check, ControlThread control) {
        this.group = group;
        this.check = check;
        this.control = control;
    }

    /** Asks once each interval from now on, as long as the cloud is there. */
    static void start(
            ManagedInstanceGroup group, GroupSpec.Autohealing check, ControlThread control) {
        HealthChecks checks = new HealthChecks(group, check, control);
        control.postEvery(check.interval(), checks::askAll);
    }

    private void askAll() {
        List<ManagedVm> some = List.copyOf(group.members());
        for (ManagedVm member : some) {
            if (member.action == ManagedVm.Action.NONE) {
                VmInstance vm = member.vm.orElseThrow();
                // Beside the control thread, which a slow VM mustn't hold up.
                ForkJoinPool.commonPool()
                        .execute(
                                () -> {
                                    boolean healthy = isHealthy(vm.ip());
                                    control.post(() -> note(member, vm, healthy));
                                });
            }
        }
    }

    private boolean isHealthy(String ip) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            URI.create("http://%s:%d%s".formatted(ip, check.port(), check.path()))
                                    .toURL()
                                    .openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) ANSWER.toMillis());
            connection.setReadTimeout((int) ANSWER.toMillis());
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Within the initial delay failures don't count, unless it was healthy already. */
    private void note(ManagedVm member, VmInstance vm, boolean healthy) {
        if (member.action != ManagedVm.Action.NONE || member.vm.filter(vm::equals).isEmpty()) {
            return;
        }
        boolean young = control.now().isBefore(member.since.plus(check.initialDelay()));
        if (healthy) {
            member.failedChecks = 0;
            member.wasHealthy = true;
        } else if (member.wasHealthy || !young) {
            member.failedChecks++;
        }
        if (member.failedChecks >= check.unhealthyThreshold()) {
            group.heal(member);
        }
    }
}
