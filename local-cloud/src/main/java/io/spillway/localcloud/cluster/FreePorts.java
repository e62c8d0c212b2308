package io.spillway.localcloud.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that are told where to listen. They are none that the system gives to whoever
 * takes any: processes that connect to such a port before anybody listens there would be given that
 * very port for their own end now and then, and keep it.
 */
public final class FreePorts {
    private static final int LOWEST = 20_000;

    /** Where the ports begin that Linux gives away; macOS begins higher. */
    private static final int EPHEMERAL = 32_768;

    private static final int MOST_TRIES = 100;

    private FreePorts() {}

    /**
     * As many different ports of the loopback interface, free at this moment.
     *
     * @throws IOException when they aren't found
     */
    public static List<Integer> find(int count) throws IOException {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            while (taken.size() < count) {
                taken.add(take());
            }
            return taken.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket each : taken) {
                each.close();
            }
        }
    }

    private static ServerSocket take() throws IOException {
        BindException last = null;
        for (int i = 0; i < MOST_TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, EPHEMERAL);
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException e) {
                last = e;
            }
        }
        throw new IOException(
                "none of %d ports from %d to %d is free"
                        .formatted(MOST_TRIES, LOWEST, EPHEMERAL - 1),
                last);
    }
}
