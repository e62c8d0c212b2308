package io.spillway.dist.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.bench.BenchException;
import io.spillway.bench.cluster.AwsCluster;
import io.spillway.bench.cluster.Waiting;
import io.spillway.bench.cluster.Waiting.Condition;
import io.spillway.dist.Installation;
import io.spillway.localcloud.aws.ec2.Ec2Instance;
import java.io.IOException;
import java.time.Duration;

/** A fleet on the local cloud's AWS that things happen to, and the proof that the job is well. */
final class Storm implements AutoCloseable {
    private static final Duration ENOUGH = Duration.ofMinutes(4);

    private final AwsCluster cluster;
    private int restarts;
    private int failures;
    private long repeated;

    private Storm(AwsCluster cluster) {
        this.cluster = cluster;
    }

    static Storm over(AwsCluster.Plan plan) throws Exception {
        AwsCluster cluster = new AwsCluster(plan, Installation.prepared().home());
        cluster.start();
        return new Storm(cluster);
    }

    AwsCluster cluster() {
        return cluster;
    }

    /** Waits until the job is well on a group of that size; counts begin here. */
    void calm(int instances) throws Exception {
        cluster.group().setDesiredCapacity(instances);
        awaitFlow();
        restarts = cluster.rest().restarts();
        failures = cluster.rest().failures();
        repeated = cluster.output().repeated();
    }

    private void awaitFlow() throws BenchException, InterruptedException {
        cluster.awaitInService();
        cluster.awaitFlow();
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

    /** The same, and it was moved by plan each time: nothing failed, nothing was repeated. */
    void assertMovedByPlan() throws Exception {
        assertCountedOnce();
        assertThat(cluster.output().repeated()).isEqualTo(repeated);
        assertThat(cluster.rest().failures()).isEqualTo(failures);
    }

    Ec2Instance machine(String instance) {
        return cluster.aws().instance(instance).orElseThrow();
    }

    String log(String instance) throws IOException {
        return cluster.agentLog(instance);
    }

    void awaitLog(String instance, String text) throws BenchException, InterruptedException {
        await(instance + " says " + text, () -> log(instance).contains(text));
    }

    void await(String what, Condition condition) throws BenchException, InterruptedException {
        Waiting.until(what, ENOUGH, condition);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
