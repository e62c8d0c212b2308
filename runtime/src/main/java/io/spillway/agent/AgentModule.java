package io.spillway.agent;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.spillway.agent.taskmanager.TaskManagerLauncher;
import io.spillway.agent.taskmanager.TaskManagerSupervisor;
import io.spillway.agent.termination.TerminationWatch;
import io.spillway.ha.taskmanager.LeaderFile;
import io.spillway.restapi.HttpJobManagerClient;
import io.spillway.restapi.JobManagerClient;
import io.spillway.restapi.JobManagerEndpoint;
import io.spillway.settings.AgentSettings;
import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.InstanceLifecycle;
import java.util.Optional;

/**
 * The agent's composition root: what was found out about the machine goes in, the agent comes out.
 */
final class AgentModule extends AbstractModule {
    private final AgentThread thread;
    private final AgentSettings settings;
    private final Member member;
    private final CloudInstance cloud;
    private final JobManagerEndpoint endpoint;
    private final Optional<LeaderFile> leader;
    private final TaskManagerLauncher launcher;

    AgentModule(
            AgentThread thread,
            AgentSettings settings,
            Member member,
            CloudInstance cloud,
            JobManagerEndpoint endpoint,
            Optional<LeaderFile> leader,
            TaskManagerLauncher launcher) {
        this.thread = thread;
        this.settings = settings;
        this.member = member;
        this.cloud = cloud;
        this.endpoint = endpoint;
        this.leader = leader;
        this.launcher = launcher;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().disableCircularProxies();
        bind(AgentThread.class).toInstance(thread);
        bind(AgentSettings.class).toInstance(settings);
        bind(Member.class).toInstance(member);
        bind(InstanceLifecycle.class).toInstance(cloud.lifecycle());
        bind(Agent.class).in(Singleton.class);
    }

    @Provides
    @Singleton
    JobManagerClient jobManager() {
        return leader.isPresent()
                ? new HttpJobManagerClient(endpoint, leader.get()::read)
                : new HttpJobManagerClient(endpoint);
    }

    @Provides
    @Singleton
    TaskManagerSupervisor taskManager() {
        return new TaskManagerSupervisor(thread, launcher, settings.restarts());
    }

    @Provides
    @Singleton
    TerminationWatch notices() {
        return new TerminationWatch(thread, cloud.notices(), settings.pollInterval());
    }
}
