package io.spillway.localcloud.gcp.compute;

import io.spillway.localcloud.machine.Boot;
import java.time.Duration;
import java.util.Map;

/**
 * An instance template. It never changes; another version is another template.
 *
 * @param spot whether its VMs can be preempted
 * @param preemptionNotice how long before its shutdown a VM hears of its preemption: 0 or 120 s
 * @param serviceAccount an e-mail address
 * @param metadata custom metadata of its VMs
 * @param bootDelay how long a machine takes until its main process starts
 */
public record InstanceTemplate(
        String name,
        String machineType,
        boolean spot,
        Duration preemptionNotice,
        String serviceAccount,
        Map<String, String> metadata,
        Boot boot,
        Duration bootDelay) {

    public InstanceTemplate {
        metadata = Map.copyOf(metadata);
    }

    /** A small Spot VM that boots at once. */
    public static InstanceTemplate of(String name, String serviceAccount, Boot boot) {
        return new InstanceTemplate(
                name,
                "e2-medium",
                true,
                Duration.ZERO,
                serviceAccount,
                Map.of(),
                boot,
                Duration.ZERO);
    }

    /** The same under another name, with something else to boot. */
    public InstanceTemplate next(String other, Boot another) {
        return new InstanceTemplate(
                other,
                machineType,
                spot,
                preemptionNotice,
                serviceAccount,
                metadata,
                another,
                bootDelay);
    }

    /** The same with a preemption notice duration. */
    public InstanceTemplate withPreemptionNotice(Duration notice) {
        return new InstanceTemplate(
                name, machineType, spot, notice, serviceAccount, metadata, boot, bootDelay);
    }
}
