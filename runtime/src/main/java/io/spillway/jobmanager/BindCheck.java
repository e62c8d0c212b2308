package io.spillway.jobmanager;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.util.NetUtils;

/**
 * Tries the addresses that Flink will listen on before Flink does, which tells a port in use by
 * stack traces from many threads.
 */
public final class BindCheck {

    private BindCheck() {}

    /**
     * Binds and frees each address.
     *
     * @throws StartupException naming the key, when an address can't be bound
     */
    public static void check(Configuration configuration) throws StartupException {
        // Flink takes rest.port for rest.bind-port when only that is set.
        boolean restRange = configuration.keySet().contains(RestOptions.BIND_PORT.key());
        check(
                configuration.getOptional(RestOptions.BIND_ADDRESS),
                RestOptions.BIND_ADDRESS,
                restRange
                        ? configuration.get(RestOptions.BIND_PORT)
                        : "" + configuration.get(RestOptions.PORT),
                restRange ? RestOptions.BIND_PORT : RestOptions.PORT);
        Optional<Integer> rpcBindPort = configuration.getOptional(JobManagerOptions.RPC_BIND_PORT);
        check(
                configuration.getOptional(JobManagerOptions.BIND_HOST),
                JobManagerOptions.BIND_HOST,
                "" + rpcBindPort.orElseGet(() -> configuration.get(JobManagerOptions.PORT)),
                rpcBindPort.isPresent() ? JobManagerOptions.RPC_BIND_PORT : JobManagerOptions.PORT);
    }

    /**
     * Binds and frees the first port of a range that can be had.
     *
     * @param host empty for all addresses of this machine
     * @throws StartupException naming the key, when there is none
     */
    public static void check(
            Optional<String> host, ConfigOption<?> hostKey, String ports, ConfigOption<?> portKey)
            throws StartupException {
        InetAddress address = null;
        if (host.isPresent()) {
            try {
                address = InetAddress.getByName(host.get());
            } catch (UnknownHostException e) {
                throw new StartupException(
                        "%s: there is no host \"%s\": set an address of this machine."
                                .formatted(hostKey.key(), host.get()),
                        e);
            }
        }
        IOException failure = null;
        for (Iterator<Integer> it = range(ports, portKey); it.hasNext(); ) {
            int port = it.next();
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(address, port));
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure instanceof BindException
                && failure.getMessage() != null
                && failure.getMessage().contains("assign")) {
            throw new StartupException(
                    "%s: %s is no address of this machine: set one that is, or 0.0.0.0."
                            .formatted(hostKey.key(), host.orElse("")),
                    failure);
        }
        throw new StartupException(
                "%s: port %s is in use: stop the other process or set another port (%s)."
                        .formatted(
                                portKey.key(),
                                ports,
                                failure == null ? "empty range" : failure.getMessage()),
                failure);
    }

    private static Iterator<Integer> range(String ports, ConfigOption<?> key)
            throws StartupException {
        try {
            return NetUtils.getPortRangeFromString(ports);
        } catch (IllegalConfigurationException | IllegalArgumentException e) {
            throw new StartupException(
                    "%s: \"%s\" is not a port or a range of ports such as 8081-8090."
                            .formatted(key.key(), ports),
                    e);
        }
    }
}
