package io.spillway.localcloud.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a cluster's processes listen: on the loopback interface alone.
 *
 * @param rpcPort where TaskManagers find the JobManager
 * @param restPort of the JobManager's web page and REST API
 */
public record LoopbackAddresses(int rpcPort, int restPort) {
    private static final String HOST = "127.0.0.1";

    /** Two ports that are free at this moment. */
    public static LoopbackAddresses onFreePorts() throws IOException {
        List<Integer> ports = FreePorts.find(2);
        return new LoopbackAddresses(ports.get(0), ports.get(1));
    }

    /** Where the REST API is. */
    public URI restUrl() {
        return URI.create("http://" + HOST + ":" + restPort);
    }

    /** Flink's keys for it. */
    public Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("jobmanager.rpc.address", HOST);
        settings.put("jobmanager.rpc.port", rpcPort);
        settings.put("jobmanager.bind-host", HOST);
        settings.put("rest.address", HOST);
        settings.put("rest.bind-address", HOST);
        settings.put("rest.port", restPort);
        settings.put("rest.bind-port", restPort);
        settings.put("taskmanager.host", HOST);
        settings.put("taskmanager.bind-host", HOST);
        return settings;
    }
}
