package io.spillway.terraform;

import io.spillway.localcloud.cluster.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What differs from a cloud when a module's VMs are processes on this machine: ports, sizes, and a
 * small job. It comes by the environment of their boot scripts.
 *
 * @param home the unpacked tarball
 * @param vms where each VM has its directory
 */
public record SmallFleet(Path home, Path vms, int restPort, int rpcPort) {

    /** On free ports. */
    public static SmallFleet in(Path vms, Path home) throws IOException {
        List<Integer> ports = FreePorts.find(2);
        return new SmallFleet(home, vms, ports.get(0), ports.get(1));
    }

    /**
     * For the VMs.
     *
     * @param cloud keys of config.yaml that its services need here
     */
    public Map<String, String> environment(Map<String, String> cloud) throws IOException {
        Path jar = home.resolve("examples/top-speed-windowing.jar");
        Map<String, String> settings = new LinkedHashMap<>(cloud);
        settings.put("rest.port", Integer.toString(restPort));
        settings.put("jobmanager.rpc.port", Integer.toString(rpcPort));
        for (String port :
                List.of(
                        "blob.server.port",
                        "taskmanager.rpc.port",
                        "taskmanager.data.port",
                        "metrics.internal.query-service.port")) {
            settings.put(port, "0");
        }
        settings.put("metrics.reporters", "none");
        settings.put("jobmanager.memory.process.size", "800m");
        settings.put("taskmanager.memory.process.size", "1000m");
        // They live for a minute.
        settings.put("env.java.opts.all", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        settings.put("execution.checkpointing.interval", "2 s");
        // A little load is to ask for as many machines as there may be, soon.
        settings.put("spillway.scaling.target-utilization", "0.05");
        settings.put("spillway.scaling.publish-interval", "1 s");
        settings.put("spillway.scaling.window", "3 s");
        settings.put("spillway.scaling.settle-time", "1 s");
        StringBuilder arguments = new StringBuilder();
        settings.forEach((key, value) -> arguments.append("-D%s=%s%n".formatted(key, value)));
        return Map.of(
                "SPILLWAY_BOOT_ARGUMENTS",
                arguments.toString(),
                "SPILLWAY_PREPARE",
                "no",
                "SPILLWAY_LIBRARIES",
                "",
                "SPILLWAY_JOB_URI",
                "file://" + jar.toAbsolutePath().normalize(),
                "SPILLWAY_JOB_SHA256",
                Checksums.sha256(jar),
                "SPILLWAY_JOB_CLASS",
                "",
                "SPILLWAY_JOB_ARGUMENTS",
                "--cars\n400\n--interval-ms\n20\n--discard");
    }

    /** What the JobManager answers. */
    public String get(String host, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://%s:%d%s".formatted(host, restPort, path)))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** What the VMs' consoles say, for a test that fails. */
    public String story() {
        StringBuilder story = new StringBuilder();
        try (Stream<Path> files = Files.walk(vms, 2)) {
            for (Path console : files.filter(f -> f.endsWith("console.log")).toList()) {
                List<String> lines = Files.readAllLines(console);
                story.append(console).append('\n');
                lines.subList(Math.max(0, lines.size() - 25), lines.size())
                        .forEach(line -> story.append(line).append('\n'));
            }
        } catch (IOException e) {
            story.append(e);
        }
        return story.toString();
    }
}
