package io.spillway.agent;

import io.spillway.agent.taskmanager.TaskManagerSupervisor;
import io.spillway.agent.termination.TerminationWatch;
import io.spillway.settings.AgentSettings;
import io.spillway.settings.ConfigurationFile;
import io.spillway.settings.SettingsReader;
import io.spillway.spi.cloud.InstanceIdentity;
import io.spillway.testing.FakeJobManager;
import io.spillway.testing.FakeTaskManagers;
import io.spillway.testing.ManualExecutor;
import io.spillway.testing.RecordingLifecycle;
import io.spillway.testing.SteeredNotices;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** An agent with fakes all around, on a manual clock. Defaults of all settings. */
final class AgentFixture {
    static final String ID = "i-1";
    static final int SLOTS = 2;

    final ManualExecutor executor = new ManualExecutor();
    final FakeJobManager jobManager = new FakeJobManager();
    final FakeTaskManagers taskManagers = new FakeTaskManagers();
    final RecordingLifecycle lifecycle = new RecordingLifecycle();
    final SteeredNotices spot = new SteeredNotices("spot");
    final SteeredNotices group = new SteeredNotices("group");
    final AgentThread thread;
    final Agent agent;

    AgentFixture() {
        SettingsReader reader = new SettingsReader(ConfigurationFile.of(new Configuration()));
        AgentSettings settings = AgentSettings.read(reader);
        thread = new AgentThread(executor, executor, executor.clock());
        agent =
                new Agent(
                        thread,
                        settings,
                        new Member(
                                new InstanceIdentity(
                                        ID,
                                        Optional.empty(),
                                        Optional.of("zone-a"),
                                        Optional.of("m5"),
                                        Optional.empty()),
                                ID,
                                SLOTS),
                        lifecycle,
                        jobManager,
                        new TaskManagerSupervisor(thread, taskManagers, settings.restarts()),
                        new TerminationWatch(
                                thread, List.of(spot, group), settings.pollInterval()));
        agent.start(executor.clock().relativeTimeNanos());
        executor.run();
    }

    /** An agent whose TaskManager is in service. */
    static AgentFixture inService() {
        AgentFixture fixture = new AgentFixture();
        fixture.jobManager.registered.put(ID, SLOTS);
        fixture.advance(Duration.ofSeconds(1));
        return fixture;
    }

    void advance(Duration time) {
        executor.advance(time);
    }

    void sigterm() {
        agent.signalled("SIGTERM");
        executor.run();
    }

    /** The exit code, or null while the agent runs. */
    Integer exitCode() {
        return agent.exit().getNow(null);
    }
}
