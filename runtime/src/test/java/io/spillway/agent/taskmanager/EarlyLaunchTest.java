package io.spillway.agent.taskmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.testing.FakeTaskManagers;
import io.spillway.testing.ManualExecutor;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EarlyLaunchTest {
    private final ManualExecutor pool = new ManualExecutor();
    private final FakeTaskManagers taskManagers = new FakeTaskManagers();
    private final EarlyLaunch launcher = new EarlyLaunch(taskManagers, pool);

    @Test
    void theFirstProcessIsStartedBeforeItIsAskedFor() throws Exception {
        pool.run();
        assertThat(taskManagers.started).hasSize(1);
        assertThat(launcher.launch()).isSameAs(taskManagers.last());
        assertThat(taskManagers.started).hasSize(1);
        assertThat(launcher.launch()).isSameAs(taskManagers.last());
        assertThat(taskManagers.started).hasSize(2);
    }

    @Test
    void aRefusalReachesTheOneWhoAsks() {
        taskManagers.refusal = "no java";
        pool.run();
        assertThatThrownBy(launcher::launch).isInstanceOf(IOException.class).hasMessage("no java");
    }
}
