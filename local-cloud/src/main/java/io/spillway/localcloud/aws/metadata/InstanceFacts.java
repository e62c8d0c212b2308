package io.spillway.localcloud.aws.metadata;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What never changes of an instance.
 *
 * @param architecture {@code x86_64} or {@code arm64}
 * @param privateIp by which other machines reach it
 * @param role of its instance profile; empty when it has none
 * @param tags {@code aws:autoscaling:groupName} among them for a group's instances
 * @param userData as text; empty when there is none
 */
public record InstanceFacts(
        String instanceId,
        String instanceType,
        String architecture,
        String account,
        String region,
        String zone,
        String imageId,
        String privateIp,
        boolean spot,
        Optional<String> role,
        Map<String, String> tags,
        Optional<String> userData,
        Instant launchedAt) {

    public InstanceFacts {
        tags = Map.copyOf(tags);
    }
}
