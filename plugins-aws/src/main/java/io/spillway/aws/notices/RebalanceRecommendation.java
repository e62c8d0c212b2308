package io.spillway.aws.notices;

import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.NoticeKind;
import io.spillway.spi.cloud.TerminationNotice;
import io.spillway.spi.cloud.TerminationNotices;
import java.time.Duration;
import java.util.Optional;

/**
 * EC2's advice that a Spot instance is likelier than others to be interrupted. Most of those that
 * get it never are: it drains nothing unless the user wants it to.
 */
public final class RebalanceRecommendation implements TerminationNotices {
    private static final String ITEM = "events/recommendations/rebalance";

    private final InstanceMetadata metadata;
    private final boolean drains;

    /**
     * @param drains whether the machine is to be drained at once
     */
    public RebalanceRecommendation(InstanceMetadata metadata, boolean drains) {
        this.metadata = metadata;
        this.drains = drains;
    }

    @Override
    public String name() {
        return ITEM;
    }

    /** It comes minutes to hours ahead, if anything follows. */
    @Override
    public boolean isUrgent() {
        return false;
    }

    @Override
    public Optional<TerminationNotice> poll(Duration timeout) throws CloudException {
        return metadata.get(ITEM, timeout)
                .map(text -> new TerminationNotice(NoticeKind.REBALANCE, Optional.empty(), drains));
    }
}
