package io.spillway.aws.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.aws.AwsCloudProvider;
import io.spillway.aws.testing.GroupOfOne;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.TerminationNotices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that is started ahead of need, in a running warm pool of the local cloud. */
class WarmPoolTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Test
    void isHeldBackUntilItIsNeededAndAnswersBothLaunches(@TempDir Path directory) throws Exception {
        try (GroupOfOne cloud = GroupOfOne.warm(directory);
                CloudInstance instance =
                        new AwsCloudProvider()
                                .detect(
                                        Map.of(
                                                "launch-hook", GroupOfOne.LAUNCH,
                                                "terminate-hook", GroupOfOne.TERMINATE,
                                                "drain-on-rebalance", "never"),
                                        TIMEOUT)
                                .orElseThrow()) {
            await(cloud, LifecycleState.WARMED_PENDING_WAIT);
            assertThat(instance.lifecycle().heldBack()).isTrue();
            assertNoNotice(instance.notices());
            instance.lifecycle().joined();
            await(cloud, LifecycleState.WARMED_RUNNING);
            assertThat(instance.lifecycle().heldBack()).isTrue();
            assertNoNotice(instance.notices());

            cloud.desire(1);
            await(cloud, LifecycleState.PENDING_WAIT);
            assertThat(instance.lifecycle().heldBack()).isFalse();
            instance.lifecycle().joined();
            await(cloud, LifecycleState.IN_SERVICE);
            assertNoNotice(instance.notices());

            cloud.desire(0);
            Awaitility.await().until(() -> instance.notices().get(1).poll(TIMEOUT).isPresent());
            instance.lifecycle().release();
            assertThat(cloud.count("DescribeLifecycleHooks")).isEqualTo(1);
        }
    }

    private static void await(GroupOfOne cloud, LifecycleState state) {
        Awaitility.await().until(() -> cloud.state().filter(state::equals).isPresent());
    }

    private static void assertNoNotice(List<TerminationNotices> sources) throws Exception {
        for (TerminationNotices source : sources) {
            assertThat(source.poll(TIMEOUT)).as(source.name()).isEmpty();
        }
    }
}
