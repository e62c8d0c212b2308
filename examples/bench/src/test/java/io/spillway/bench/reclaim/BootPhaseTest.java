package io.spillway.bench.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BootPhaseTest {
    private static final Instant LAUNCHED = Instant.parse("2026-11-30T14:42:47.500Z");

    private static final String AGENT =
            """
            2026-11-30 14:42:48.228 INFO i-1: zone eu-central-1b, type c7g.large, group taskmanagers.
            2026-11-30 14:42:48.251 INFO i-1: BOOTING -> JOINING after 0.6 s, 299.4 s left: TaskManager process 3404 started
            2026-11-30 14:42:50.822 INFO i-1: JOINING -> IN_SERVICE after 2.6 s, no deadline: registered with 1 slots at http://127.0.0.1:26304
            """;

    private static final String TASK_MANAGER =
            """
            2026-11-30 14:42:48,690 INFO  o.a.f.runtime.taskexecutor.TaskManagerRunner       [main] -  Starting TaskManager (Version: 2.3.0)
            2026-11-30 14:42:50,546 INFO  o.a.f.runtime.taskexecutor.TaskExecutor            [pekko-6] - Resolved ResourceManager address, beginning registration
            2026-11-30 14:42:50,579 INFO  o.a.f.runtime.taskexecutor.TaskExecutor            [pekko-15] - Successful registration at resource manager pekko.tcp://flink@127.0.0.1:304
            """;

    @Test
    void eachBeginsWhereTheOneBeforeEnds() {
        assertThat(phases(AGENT, TASK_MANAGER))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                BootPhase.AGENT, 751.0,
                                BootPhase.JVM, 439.0,
                                BootPhase.TASK_MANAGER, 1_856.0,
                                BootPhase.REGISTRATION, 33.0,
                                BootPhase.HEARD, 243.0,
                                BootPhase.HOOK, 78.0));
    }

    @Test
    void oneThatCameUpInAnotherWayHasNone() {
        assertThat(phases("", TASK_MANAGER)).isEmpty();
        assertThat(phases(AGENT, "a stack trace\n")).isEmpty();
    }

    private static Map<BootPhase, Double> phases(String agent, String taskManager) {
        return BootPhase.of(LAUNCHED, Duration.ofMillis(3_400), agent, taskManager, ZoneOffset.UTC);
    }
}
