package io.spillway.doctor.machine;

import io.spillway.installation.LocalProcesses;
import io.spillway.jobmanager.BindCheck;
import io.spillway.jobmanager.StartupException;
import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.DiagnosisSubject.Role;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * Whether Flink could listen where the configuration says, or does already.
 *
 * @param effective the configuration with all defaults
 * @param processes those of this installation
 * @param roles what the machine is there for
 */
public record PortsCheck(Configuration effective, LocalProcesses processes, Set<Role> roles)
        implements Check {
    private static final String ANY = "0";

    @Override
    public String name() {
        return "Ports";
    }

    @Override
    public Finding run(Duration timeout) {
        List<String> found = new ArrayList<>();
        try {
            if (roles.contains(Role.JOBMANAGER)) {
                found.add(jobManager());
            }
            if (roles.contains(Role.TASKMANAGER)) {
                found.add(taskManager());
            }
        } catch (StartupException e) {
            return Finding.failure(
                    e.getMessage(),
                    "\"ss -ltnp\" as root tells which process it is; what is named is the key in config.yaml");
        }
        return Finding.ok(String.join("; ", found));
    }

    private String jobManager() throws StartupException {
        List<ProcessHandle> running = processes.jobManagers();
        if (!running.isEmpty()) {
            return "the JobManager (process %d) has its own".formatted(running.get(0).pid());
        }
        BindCheck.check(effective);
        return "%d (REST) and %d (RPC) are free for the JobManager"
                .formatted(effective.get(RestOptions.PORT), effective.get(JobManagerOptions.PORT));
    }

    private String taskManager() throws StartupException {
        String rpc = effective.get(TaskManagerOptions.RPC_PORT);
        String data = String.valueOf(effective.get(NettyShuffleEnvironmentOptions.DATA_PORT));
        if (rpc.equals(ANY) && data.equals(ANY)) {
            return "the TaskManager takes any that are free";
        }
        List<ProcessHandle> running = processes.agents();
        if (!running.isEmpty()) {
            return "the TaskManager (its agent is process %d) has its own"
                    .formatted(running.get(0).pid());
        }
        BindCheck.check(
                effective.getOptional(TaskManagerOptions.BIND_HOST),
                TaskManagerOptions.BIND_HOST,
                rpc,
                TaskManagerOptions.RPC_PORT);
        BindCheck.check(
                effective.getOptional(TaskManagerOptions.BIND_HOST),
                TaskManagerOptions.BIND_HOST,
                data,
                NettyShuffleEnvironmentOptions.DATA_PORT);
        return "%s and %s are free for the TaskManager".formatted(rpc, data);
    }
}
