package io.spillway.localcloud.gcp.testing;

import io.spillway.localcloud.gcp.GcpSettings;
import io.spillway.localcloud.gcp.LocalGcp;
import io.spillway.localcloud.gcp.compute.InstanceTemplate;
import io.spillway.localcloud.gcp.compute.ManagedInstanceGroup;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.localcloud.machine.Boot;
import io.spillway.localcloud.testing.ManualScheduler;
import io.spillway.localcloud.testing.TestingLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A local cloud whose time the test moves, and whose machines exist in memory only. */
public final class ManualGcp implements AutoCloseable {
    /** The service account of VMs. */
    public static final String ACCOUNT = "workers@local-project.iam.gserviceaccount.com";

    /** What VMs are created from. */
    public static final InstanceTemplate TEMPLATE =
            InstanceTemplate.of("workers-1", ACCOUNT, Boot.userData("#!/bin/bash\n"));

    private final ManualScheduler scheduler = new ManualScheduler();
    private final TestingLauncher launcher = new TestingLauncher();
    private final LocalGcp gcp;

    /** Starts it. */
    public ManualGcp(Path directory) throws IOException {
        gcp = LocalGcp.start(GcpSettings.in(directory), launcher, scheduler.clock(), scheduler);
    }

    /** The cloud. */
    public LocalGcp gcp() {
        return gcp;
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        scheduler.advance(time);
    }

    /** The time now. */
    public Instant now() {
        return scheduler.clock().instant();
    }

    /** The machine of a VM. */
    public TestingLauncher.Vm vm(String id) {
        return launcher.vm(id);
    }

    /** How machines were launched. */
    public TestingLauncher launcher() {
        return launcher;
    }

    /** The ids of a group's VMs, oldest first. */
    public static List<String> ids(ManagedInstanceGroup group) {
        return group.instances().stream().map(GroupMember::id).toList();
    }

    @Override
    public void close() {
        gcp.close();
    }
}
