package io.spillway.aws.diagnosis;

import io.spillway.aws.lifecycle.AutoScalingCalls;
import io.spillway.aws.metadata.IdentityDocument;
import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.metadata.MetadataEndpoint;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.diagnosis.Once;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;

/**
 * What several checks need, asked for once: who the instance is, its region and group, the group's
 * hooks. Thread-safe; each call blocks.
 */
final class Surroundings {
    static final String GROUP_TAG = "tags/instance/aws:autoscaling:groupName";

    /** A part of what any check may take. */
    private static final Duration METADATA = Duration.ofSeconds(3);

    private final boolean onMachine;
    private final InstanceMetadata metadata;
    private final Once<IdentityDocument> document;
    private final Once<String> region;
    private final Once<AutoScalingCalls> calls;
    private final Once<Optional<String>> group;
    private final Once<List<LifecycleHook>> hooks;

    /**
     * @param onMachine whether there are metadata to ask
     * @param region by the SDK's own rules; throws the SDK's exception
     * @param named the group that the user names
     */
    Surroundings(
            MetadataEndpoint endpoint,
            boolean onMachine,
            Supplier<Region> region,
            Optional<String> named) {
        this.onMachine = onMachine;
        this.metadata = new InstanceMetadata(endpoint, System::nanoTime);
        this.document = new Once<>(() -> metadata.identity(METADATA));
        this.region = new Once<>(() -> onMachine ? document().region() : chosen(region));
        this.calls = new Once<>(() -> new AutoScalingCalls(self()));
        this.group = new Once<>(() -> named.isPresent() ? named : ownGroup());
        this.hooks = new Once<>(() -> calls().describeHooks(group().orElseThrow()));
    }

    private static String chosen(Supplier<Region> region) throws CloudException {
        try {
            return region.get().id();
        } catch (SdkClientException e) {
            throw new CloudException("no region is known", e);
        }
    }

    private IdentityDocument self() throws Exception {
        return onMachine
                ? document()
                : new IdentityDocument(
                        "none",
                        "*",
                        region(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }

    private Optional<String> ownGroup() throws Exception {
        if (!onMachine) {
            return Optional.empty();
        }
        Optional<String> tag = groupTag();
        return tag.isPresent() ? tag : calls().group();
    }

    boolean onMachine() {
        return onMachine;
    }

    InstanceMetadata metadata() {
        return metadata;
    }

    /** The group that the instance's tags in its metadata tell. */
    Optional<String> groupTag() throws CloudException {
        return metadata.get(GROUP_TAG, METADATA).map(String::strip).filter(tag -> !tag.isEmpty());
    }

    IdentityDocument document() throws Exception {
        return document.call();
    }

    /** Where Auto Scaling is asked. */
    String region() throws Exception {
        return region.call();
    }

    AutoScalingCalls calls() throws Exception {
        return calls.call();
    }

    Optional<String> group() throws Exception {
        return group.call();
    }

    /** Of the group, which has to be there. */
    List<LifecycleHook> hooks() throws Exception {
        return hooks.call();
    }
}
