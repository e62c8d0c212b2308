package io.spillway.aws.notices;

import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instance's Auto Scaling group takes it out of service: to terminate it, or to put it into a
 * warm pool or standby, or to let go of it. An instance that never was in service, because it is
 * started for a warm pool, has nothing to be taken from; only its end is a notice then.
 */
public final class TargetLifecycleState implements TerminationNotices {
    private static final Logger LOG = LoggerFactory.getLogger(TargetLifecycleState.class);

    /** The item of the metadata; 404 where the instance is in no group. */
    public static final String ITEM = "autoscaling/target-lifecycle-state";

    /**
     * What an instance without a terminate hook has left: seen are 39 s, and no less is promised.
     */
    private static final Duration WITHOUT_HOOK = Duration.ofSeconds(30);

    private final InstanceMetadata metadata;
    private final Clock clock;
    private final BooleanSupplier hookIsMissing;
    private boolean inGroup = true;
    private boolean wasInService;
    private Optional<TargetState> unknown = Optional.empty();
    private Optional<Instant> leavingSince = Optional.empty();

    /**
     * @param hookIsMissing whether it is known that no lifecycle hook waits for the drain
     */
    public TargetLifecycleState(
            InstanceMetadata metadata, Clock clock, BooleanSupplier hookIsMissing) {
        this.metadata = metadata;
        this.clock = clock;
        this.hookIsMissing = hookIsMissing;
    }

    @Override
    public String name() {
        return ITEM;
    }

    /** Not for an instance that is in no group; it may be attached to one later. */
    @Override
    public boolean isUrgent() {
        return inGroup;
    }

    /** The state now; empty where the instance is in no group. */
    public static Optional<TargetState> read(InstanceMetadata metadata, Duration timeout)
            throws CloudException {
        return metadata.get(ITEM, timeout).map(text -> new TargetState(text.strip()));
    }

    @Override
    public Optional<TerminationNotice> poll(Duration timeout) throws CloudException {
        Optional<TargetState> state = read(metadata, timeout);
        inGroup = state.isPresent();
        if (state.isEmpty() || !leaves(state.get())) {
            leavingSince = Optional.empty();
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (leavingSince.isEmpty()) {
            leavingSince = Optional.of(now);
        }
        // With a hook the group waits as long as it hears of the drain's progress.
        Optional<Duration> timeLeft =
                hookIsMissing.getAsBoolean()
                        ? leavingSince.map(
                                since -> WITHOUT_HOOK.minus(Duration.between(since, now)))
                        : Optional.empty();
        return Optional.of(new TerminationNotice(NoticeKind.SCALE_IN, timeLeft, true));
    }

    private boolean leaves(TargetState state) {
        if (state.equals(TargetState.IN_SERVICE)) {
            wasInService = true;
            return false;
        }
        if (!state.isKnown() && unknown.filter(state::equals).isEmpty()) {
            unknown = Optional.of(state);
            LOG.warn("{} is {}, which isn't known here: out of service", ITEM, state.name());
        }
        return state.isEnd() || wasInService;
    }
}
