package io.spillway.demo.kafka;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The broker's {@code server.properties}: one node that is broker and controller, on loopback
 * alone.
 *
 * @param brokerPort where clients connect
 * @param controllerPort where the broker finds its controller, which is itself
 * @param dataDirectory where it keeps its logs
 */
record BrokerSettings(int brokerPort, int controllerPort, Path dataDirectory) {
    private static final String HOST = "127.0.0.1";

    /** Where clients connect, {@code host:port}. */
    String bootstrapServers() {
        return HOST + ":" + brokerPort;
    }

    /** The file's text. */
    String toProperties() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", 1);
        settings.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
        settings.put(
                "listeners",
                "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
                        .formatted(HOST, brokerPort, HOST, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", dataDirectory);
        settings.put("auto.create.topics.enable", false);

        // One node keeps each record once.
        settings.put("offsets.topic.replication.factor", 1);
        settings.put("transaction.state.log.replication.factor", 1);
        settings.put("transaction.state.log.min.isr", 1);
        settings.put("share.coordinator.state.topic.replication.factor", 1);
        settings.put("share.coordinator.state.topic.min.isr", 1);

        // Small: the heap is 256 MB, and the defaults are made for a machine of its own.
        settings.put("log.cleaner.dedupe.buffer.size", 8_388_608);
        settings.put("log.index.size.max.bytes", 1_048_576);
        settings.put("transaction.state.log.num.partitions", 5);
        settings.put("offsets.topic.num.partitions", 1);
        settings.put("num.network.threads", 2);
        settings.put("num.io.threads", 4);
        settings.put("group.initial.rebalance.delay.ms", 0);
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
