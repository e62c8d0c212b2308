package io.spillway.agent.boot;

import io.spillway.spi.cloud.CloudInstance;
import io.spillway.spi.cloud.InstanceIdentity;
import io.spillway.spi.cloud.InstanceLifecycle;
import io.spillway.spi.cloud.TerminationNotices;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A machine that no cloud looks after: its name is the host's, nobody sends notices (SIGTERM is the
 * agent's own business) and nobody waits for word from it.
 */
public record NoCloud(InstanceIdentity identity) implements CloudInstance {

    /** The value of {@code spillway.cloud} for it. */
    public static final String NAME = "none";

    private static final int LONGEST_HOST_NAME = 100;

    /**
     * A machine named by its host and four random letters or digits, since several TaskManagers may
     * share a host.
     */
    public static NoCloud onHost(String hostName, RandomGenerator random) {
        String name = hostName.replaceAll("[^A-Za-z0-9._-]", "-");
        if (name.length() > LONGEST_HOST_NAME) {
            name = name.substring(0, LONGEST_HOST_NAME);
        }
        int letters = 36 * 36 * 36 * 36;
        String suffix = Integer.toString(letters + random.nextInt(letters), 36).substring(1);
        return new NoCloud(
                new InstanceIdentity(
                        name + "-" + suffix,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Override
    public List<TerminationNotices> notices() {
        return List.of();
    }

    @Override
    public InstanceLifecycle lifecycle() {
        return Nobody.WAITS;
    }

    @Override
    public void close() {}

    private enum Nobody implements InstanceLifecycle {
        WAITS;

        @Override
        public void joined() {}

        @Override
        public void abandon() {}

        @Override
        public void heartbeat() {}

        @Override
        public void release() {}

        @Override
        public void unhealthy(String why) {}
    }
}
