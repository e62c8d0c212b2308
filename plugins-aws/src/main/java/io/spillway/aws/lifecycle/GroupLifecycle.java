package io.spillway.aws.lifecycle;

import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.aws.notices.TargetLifecycleState;
import io.spillway.aws.notices.TargetState;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceLifecycle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the lifecycle hooks of the instance's Auto Scaling group. An instance in no group has
 * nobody to tell. Asks Auto Scaling nothing between the time when the TaskManager has joined and
 * the drain. Thread-safe.
 */
public final class GroupLifecycle implements InstanceLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(GroupLifecycle.class);

    /** For the metadata service, beside calls of Auto Scaling. */
    private static final Duration SHORT = Duration.ofMillis(900);

    private final InstanceMetadata metadata;
    private final Hooks hooks;
    private final Supplier<AutoScalingCalls> calls;
    private volatile Optional<String> group;
    private volatile Optional<List<String>> there = Optional.empty();
    private volatile boolean asked;
    private volatile boolean warned;

    /**
     * @param group the group's name, where the metadata say it
     * @param calls made when the first one is needed
     */
    public GroupLifecycle(
            InstanceMetadata metadata,
            Optional<String> group,
            Hooks hooks,
            Supplier<AutoScalingCalls> calls) {
        this.metadata = metadata;
        this.group = group;
        this.hooks = hooks;
        this.calls = calls;
    }

    /** Whether it is known that a group doesn't wait for a drain. */
    public boolean terminateHookIsMissing() {
        return there.filter(names -> !names.contains(hooks.terminate())).isPresent();
    }

    @Override
    public boolean heldBack() throws CloudException {
        return state().filter(TargetState::isHeldBack).isPresent();
    }

    @Override
    public boolean awaitsRelease() throws CloudException {
        Optional<String> name = group();
        if (name.isEmpty()) {
            return false;
        }
        lookForHooks(name.get());
        return mayBe(hooks.terminate());
    }

    /** The SDK's first call takes half a second, and another one next to nothing. */
    @Override
    public void prepare() throws CloudException {
        Optional<String> name = group();
        if (name.isPresent() && there.isEmpty()) {
            there = Optional.of(calls.get().hooks(name.get()));
        }
    }

    @Override
    public void joined() throws CloudException {
        Optional<String> name = group();
        if (name.isEmpty()) {
            LOG.info("The instance is in no Auto Scaling group: nobody waits for it");
            return;
        }
        lookForHooks(name.get());
        if (mayBe(hooks.launch())) {
            boolean waited = calls.get().complete(name.get(), hooks.launch(), "CONTINUE");
            LOG.info(
                    "Lifecycle hook {} of group {}: {}",
                    hooks.launch(),
                    name.get(),
                    waited ? "launch complete" : "nobody waits for this launch");
        }
    }

    @Override
    public void abandon() throws CloudException {
        Optional<String> name = group();
        if (name.isPresent()
                && !(mayBe(hooks.launch())
                        && calls.get().complete(name.get(), hooks.launch(), "ABANDON"))) {
            calls.get().unhealthy(name.get());
        }
    }

    @Override
    public void heartbeat() throws CloudException {
        // Other notices, a Spot interruption above all, are none that a hook waits for.
        if (state().filter(GroupLifecycle::leaves).isEmpty() || !mayBe(hooks.terminate())) {
            return;
        }
        Optional<String> name = group();
        if (name.isPresent()) {
            calls.get().heartbeat(name.get(), hooks.terminate());
        }
    }

    @Override
    public void release() throws CloudException {
        Optional<String> name = group();
        if (name.isPresent() && mayBe(hooks.terminate())) {
            boolean waited = calls.get().complete(name.get(), hooks.terminate(), "CONTINUE");
            LOG.info(
                    "Lifecycle hook {} of group {}: {}",
                    hooks.terminate(),
                    name.get(),
                    waited ? "may be terminated" : "nobody waits for this release");
        }
    }

    @Override
    public void unhealthy(String why) throws CloudException {
        Optional<String> name = group();
        if (name.isPresent()) {
            boolean known = calls.get().unhealthy(name.get());
            LOG.info(
                    "Reported as unhealthy to group {}, {}: {}",
                    name.get(),
                    known ? "which replaces the instance" : "which has the instance no more",
                    why);
        }
    }

    private Optional<TargetState> state() throws CloudException {
        return TargetLifecycleState.read(metadata, SHORT);
    }

    private static boolean leaves(TargetState state) {
        return !state.equals(TargetState.IN_SERVICE);
    }

    /** Who is in no group by its metadata isn't looked for in Auto Scaling. */
    private Optional<String> group() throws CloudException {
        if (group.isEmpty() && !asked && state().isPresent()) {
            group = calls.get().group();
            asked = true;
        }
        return group;
    }

    private void lookForHooks(String name) {
        try {
            if (there.isEmpty()) {
                there = Optional.of(calls.get().hooks(name));
            }
            if (!warned) {
                warned = true;
                hooks.missing(name, there.get()).ifPresent(LOG::warn);
            }
        } catch (CloudException e) {
            LOG.warn("Which lifecycle hooks group {} has isn't known: {}", name, e.getMessage());
        }
    }

    private boolean mayBe(String hook) {
        return there.isEmpty() || there.get().contains(hook);
    }
}
