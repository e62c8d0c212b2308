package io.spillway.aws.lifecycle;

import io.spillway.aws.AwsCloudProvider;
import io.spillway.aws.testing.GroupOfOne;
import io.spillway.localcloud.aws.autoscaling.LifecycleState;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.InstanceLifecycle;
import io.spillway.testing.InstanceLifecycleContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract, with a group of the local cloud that has both hooks. */
class LocalGroupTest extends InstanceLifecycleContract {
    @TempDir Path directory;

    private GroupOfOne cloud;
    private CloudInstance instance;

    @BeforeEach
    void start() throws Exception {
        cloud = GroupOfOne.start(directory);
        instance =
                new AwsCloudProvider()
                        .detect(
                                Map.of(
                                        "launch-hook", GroupOfOne.LAUNCH,
                                        "terminate-hook", GroupOfOne.TERMINATE,
                                        "drain-on-rebalance", "never"),
                                Duration.ofSeconds(5))
                        .orElseThrow();
        Awaitility.await()
                .until(() -> cloud.state().filter(LifecycleState.PENDING_WAIT::equals).isPresent());
    }

    @AfterEach
    void stop() {
        instance.close();
        cloud.close();
    }

    @Override
    protected InstanceLifecycle lifecycle() {
        return instance.lifecycle();
    }

    @Override
    protected Standing standing() {
        Optional<LifecycleState> state = cloud.state();
        if (state.isEmpty()) {
            return Standing.GONE;
        }
        return switch (state.get()) {
            case PENDING, PENDING_WAIT, PENDING_PROCEED -> Standing.LAUNCHING;
            case IN_SERVICE -> Standing.IN_SERVICE;
            case TERMINATING_WAIT -> Standing.LEAVING;
            default -> Standing.GONE;
        };
    }

    @Override
    protected void scaleIn() throws Exception {
        cloud.desire(0);
        Awaitility.await().until(() -> standing() == Standing.LEAVING);
    }

    @Override
    protected int heartbeats() {
        return (int)
                cloud.aws.autoScaling().calls().stream()
                        .filter(call -> call.action().equals("RecordLifecycleActionHeartbeat"))
                        .filter(call -> call.outcome().equals("OK"))
                        .count();
    }

    @Override
    protected void refuse() {
        cloud.aws.principals().allowOnly(GroupOfOne.ROLE);
    }
}
