package io.spillway.localcloud.aws.ec2;

import io.spillway.localcloud.aws.metadata.MetadataOptions;
import io.spillway.localcloud.machine.Boot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a launch template.
 *
 * @param name of the template
 * @param version 1 or more; later ones are newer
 * @param architecture {@code x86_64} or {@code arm64}
 * @param spot whether its instances can be reclaimed
 * @param role of the instance profile; empty for none
 * @param tags of instances
 * @param bootDelay how long a machine takes until its main process starts
 */
public record InstanceTemplate(
        String name,
        int version,
        String instanceType,
        String architecture,
        String imageId,
        boolean spot,
        Optional<String> role,
        MetadataOptions metadata,
        Map<String, String> tags,
        Boot boot,
        Duration bootDelay) {

    public InstanceTemplate {
        if (version < 1) {
            throw new IllegalArgumentException("version " + version + ": must be 1 or more");
        }
        tags = Map.copyOf(tags);
    }

    /** Version 1 of a small Spot instance with a role, that boots at once. */
    public static InstanceTemplate of(String name, String role, Boot boot) {
        return new InstanceTemplate(
                name,
                1,
                "m7g.medium",
                "arm64",
                "ami-00000000000000001",
                true,
                Optional.of(role),
                MetadataOptions.DEFAULT,
                Map.of(),
                boot,
                Duration.ZERO);
    }

    /** The next version, with something else to boot. */
    public InstanceTemplate next(Boot other) {
        return new InstanceTemplate(
                name,
                version + 1,
                instanceType,
                architecture,
                imageId,
                spot,
                role,
                metadata,
                tags,
                other,
                bootDelay);
    }

    /** The same with other metadata options. */
    public InstanceTemplate with(MetadataOptions other) {
        return new InstanceTemplate(
                name,
                version,
                instanceType,
                architecture,
                imageId,
                spot,
                role,
                other,
                tags,
                boot,
                bootDelay);
    }
}
