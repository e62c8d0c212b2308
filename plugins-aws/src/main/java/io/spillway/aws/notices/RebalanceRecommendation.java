package io.spillway.aws.notices;

import io.spillway.aws.metadata.InstanceMetadata;
import io.spillway.spi.cloud.CloudException;
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
    private final OnRebalance action;

    public RebalanceRecommendation(InstanceMetadata metadata, OnRebalance action) {
        this.metadata = metadata;
        this.action = action;
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
        return metadata.get(ITEM, timeout).map(text -> action.notice());
    }
}
