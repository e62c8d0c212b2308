package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.CloudCluster;
import io.spillway.bench.cluster.CloudFleet;
import io.spillway.bench.cluster.Waiting;
import io.spillway.bench.cluster.Waiting.Condition;
import io.spillway.dist.Installation;
import io.spillway.localcloud.lifetime.WorkDirectory;
import io.spillway.localcloud.machine.CloudMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * A fleet on a cloud that is played on this machine, things that happen to it, and the proof that
 * the job is well.
 */
final class Storm<F extends CloudFleet> implements AutoCloseable {
    /** So few that one machine is enough, however busy this one is. */
    static final int RECORDS_PER_SECOND = 250;

    private static final Duration ENOUGH = Duration.ofMinutes(4);

    /**
     * Ten machines that come at once, all on this one, take the CPU of those that are there for
     * longer than the default. Machines that go are missed sooner: calls to them fail.
     */
    private static final String HEARTBEAT_TIMEOUT = "20 s";

    /** Where each test leaves the logs of its last storm. */
    private static final Path LOGS = Path.of("target", "storms");

    private final CloudCluster<F> cluster;
    private final Path logs;
    private int restarts;
    private int failures;
    private long repeated;

    private Storm(CloudCluster<F> cluster, Path logs) {
        this.cluster = cluster;
        this.logs = logs;
    }

    static <F extends CloudFleet> Storm<F> over(
            Class<?> test, CloudCluster.Plan plan, CloudFleet.Cloud<F> cloud) throws Exception {
        CloudCluster<F> cluster =
                new CloudCluster<>(
                        plan.with("heartbeat.timeout", HEARTBEAT_TIMEOUT),
                        cloud,
                        Installation.prepared().home());
        try {
            cluster.start();
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
        return new Storm<>(cluster, LOGS.resolve(test.getSimpleName()));
    }

    CloudCluster<F> cluster() {
        return cluster;
    }

    F fleet() {
        return cluster.fleet();
    }

    /** Waits until the job is well on a group of that size; counts begin here. */
    void calm(int instances) throws Exception {
        fleet().resize(instances);
        await("the group is to have " + instances, () -> fleet().desired() == instances);
        awaitFlow();
        restarts = cluster.rest().restarts();
        failures = cluster.rest().failures();
        repeated = cluster.output().repeated();
    }

    private void awaitFlow() throws BenchException, InterruptedException {
        try {
            cluster.awaitInService();
            cluster.awaitFlow();
        } catch (BenchException e) {
            throw inVain(e);
        }
    }

    /** What was waited for in vain, and what there was instead. */
    private BenchException inVain(BenchException e) throws InterruptedException {
        return new BenchException("%s; %s".formatted(e.getMessage(), found()), e);
    }

    private String found() throws InterruptedException {
        try {
            JsonNode fleet = cluster.rest().fleet();
            return "the job runs at %s, failed by %s, and the fleet is %s"
                    .formatted(cluster.rest().parallelism(), cluster.rest().failureTexts(), fleet);
        } catch (IOException e) {
            return "the JobManager says nothing: " + e;
        }
    }

    /** Takes machines back at almost the same time: some more when the first is being drained. */
    void reclaim(List<String> instances) throws BenchException, InterruptedException {
        int half = (instances.size() + 1) / 2;
        instances.subList(0, half).forEach(fleet()::reclaim);
        awaitLog(instances.get(0), "IN_SERVICE -> DRAINING");
        instances.subList(half, instances.size()).forEach(fleet()::reclaim);
    }

    void awaitEnded(List<String> instances) throws BenchException, InterruptedException {
        await(
                instances + " have ended",
                () -> instances.stream().allMatch(each -> machine(each).hasEnded()));
    }

    /** None of them lost its power before the job had left it and its agent had let go. */
    void assertDrained(List<String> instances) throws IOException {
        for (String instance : instances) {
            assertThat(machine(instance).wasCut()).as(instance + " was cut").isFalse();
            assertThat(log(instance)).contains("DRAINING -> RELEASED", "drained in");
        }
    }

    /** How often the job was restarted since {@link #calm}. */
    int restarts() throws IOException, InterruptedException {
        return cluster.rest().restarts() - restarts;
    }

    /** The job works again, and each record has been counted once. */
    void assertCountedOnce() throws BenchException, InterruptedException {
        awaitFlow();
        await("all has been repeated", cluster.output()::hasCaughtUp);
        assertThat(cluster.output().lost()).hasValue(0);
        assertThat(cluster.output().miscounted()).hasValue(0);
    }

    /** The same, and nothing failed: it was moved each time, if from an older checkpoint. */
    void assertMoved() throws Exception {
        assertCountedOnce();
        assertThat(cluster.rest().failureTexts()).hasSize(failures);
    }

    /** The same, and it was moved by plan each time: nothing was repeated. */
    void assertMovedByPlan() throws Exception {
        assertMoved();
        assertThat(cluster.output().repeated()).isEqualTo(repeated);
    }

    CloudMachine machine(String instance) {
        return fleet().machine(instance);
    }

    String log(String instance) throws IOException {
        return cluster.log(instance);
    }

    void awaitLog(String instance, String text) throws BenchException, InterruptedException {
        await(instance + " says " + text, () -> log(instance).contains(text));
    }

    void await(String what, Condition condition) throws BenchException, InterruptedException {
        try {
            Waiting.until(what, ENOUGH, condition);
        } catch (BenchException e) {
            throw inVain(e);
        }
    }

    @Override
    public void close() {
        try {
            if (Files.isDirectory(logs)) {
                WorkDirectory.delete(logs);
            }
            cluster.saveLogs(logs);
        } catch (IOException | UncheckedIOException e) {
            // Processes still run, and their files may go while they are looked for.
            System.out.println("Not all logs of the storm are kept: " + e);
        } finally {
            cluster.close();
        }
    }
}
