package io.spillway.gcp.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.gcp.metadata.GroupName;
import io.spillway.gcp.testing.LocalProject;
import io.spillway.localcloud.gcp.compute.GroupSpec;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.gcp.compute.VmInstance;
import io.spillway.localcloud.group.GroupMember;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A group's health check, and what the agent answers. Each VM has an address on Linux alone. */
@EnabledOnOs(OS.LINUX)
class AutohealingTest {

    @Test
    void aVmThatSaysThatItIsUnhealthyIsMadeAnew(@TempDir Path directory) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (LocalProject project = new LocalProject(directory)) {
            ManagedInstanceGroup group =
                    project.gcp.createGroup(
                            GroupSpec.zonal("workers", "europe-west1-b", 1, LocalProject.TEMPLATE)
                                    .with(
                                            new GroupSpec.Autohealing(
                                                    port,
                                                    HealthEndpoint.PATH,
                                                    Duration.ofHours(1),
                                                    Duration.ofMillis(50),
                                                    2)));
            Awaitility.await().until(() -> ids(group).size() == 1);
            VmInstance vm = project.gcp.instance(ids(group).get(0)).orElseThrow();
            try (HealthEndpoint health = HealthEndpoint.start(vm.ip(), port)) {
                GroupLifecycle lifecycle =
                        new GroupLifecycle(
                                Optional.of(new GroupName(false, "europe-west1-b", "workers")),
                                Optional.of(health));
                lifecycle.joined();
                // Healthy once, failures count in spite of the initial delay.
                Awaitility.await().until(() -> health.answered() >= 3);
                assertThat(ids(group)).containsExactly(vm.id());

                lifecycle.unhealthy("three deaths in five minutes");
                Awaitility.await()
                        .until(() -> ids(group).size() == 1 && !ids(group).contains(vm.id()));
                assertThat(group.targetSize()).isEqualTo(1);
            }
        }
    }

    private static List<String> ids(ManagedInstanceGroup group) {
        return group.instances().stream()
                .filter(each -> each.state() == GroupMember.State.IN_SERVICE)
                .map(GroupMember::id)
                .toList();
    }
}
