package io.spillway.simulator.fleet;

import io.spillway.scaling.model.JobObservation;
import io.spillway.scaling.model.VertexObservation;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * A job of a source and a vertex that does the work, at the parallelism that the machines allow;
 * what it can't take in waits. A change of the machines costs a restart.
 */
public final class SimulatedJob {

    /** The source takes this share of the time that the work takes. */
    private static final double SOURCE_SHARE = 0.1;

    private final JobSettings settings;
    private final Random noise;
    private int machines;
    private double backlog;
    private double down;
    private boolean restarted;

    private double processed;
    private double seconds;

    /**
     * What the job is.
     *
     * @param ratePerMachine records per second that a machine takes when it works all the time
     * @param slotsPerMachine slots of a machine, 1 or more
     * @param maxParallelism the most slots that it can use
     * @param downtimeSeconds without output, for each rescale
     * @param noise standard deviation of a measured busy time, as a share of it
     */
    public record JobSettings(
            double ratePerMachine,
            int slotsPerMachine,
            int maxParallelism,
            double downtimeSeconds,
            double noise) {}

    /** A job on as many machines. */
    public SimulatedJob(JobSettings settings, int machines, long seed) {
        this.settings = settings;
        this.machines = machines;
        this.noise = new Random(seed);
    }

    /** Records that wait. */
    public double backlog() {
        return backlog;
    }

    /** Restarts on other machines; nothing happens when they are as many as before. */
    public boolean rescale(int now) {
        if (now == machines) {
            return false;
        }
        machines = now;
        down = settings.downtimeSeconds();
        restarted = true;
        return true;
    }

    /** One second in which so many records arrive. */
    public void second(double records) {
        double works = Math.max(0, 1 - down);
        down = Math.max(0, down - 1);
        double capacity = machines * settings.ratePerMachine() * works;
        double taken = Math.min(backlog + records, capacity);
        backlog += records - taken;
        processed += taken;
        seconds++;
    }

    /** What was measured since the observation before. */
    public JobObservation observe(Duration at) {
        int slots = machines * settings.slotsPerMachine();
        int parallelism = Math.max(1, Math.min(slots, settings.maxParallelism()));
        double rate = processed / seconds;
        double capacity = Math.max(1, machines) * settings.ratePerMachine();
        double measured = 1 + settings.noise() * noise.nextGaussian();
        double busy = Math.max(0, Math.min(1, rate / capacity * measured));
        JobObservation observation =
                new JobObservation(
                        "simulated",
                        at,
                        slots,
                        settings.slotsPerMachine(),
                        !restarted && down == 0,
                        List.of(
                                vertex(
                                        "source",
                                        List.of(),
                                        parallelism,
                                        rate,
                                        busy * SOURCE_SHARE,
                                        OptionalDouble.of(backlog)),
                                vertex(
                                        "work",
                                        List.of("source"),
                                        parallelism,
                                        rate,
                                        busy,
                                        OptionalDouble.empty())));
        restarted = down > 0;
        processed = 0;
        seconds = 0;
        return observation;
    }

    private VertexObservation vertex(
            String id,
            List<String> inputs,
            int parallelism,
            double rate,
            double busy,
            OptionalDouble waiting) {
        return new VertexObservation(
                id,
                id,
                parallelism,
                settings.maxParallelism(),
                inputs,
                inputs.isEmpty(),
                false,
                OptionalDouble.of(rate),
                OptionalDouble.of(rate),
                OptionalDouble.of(busy),
                OptionalDouble.of(0),
                OptionalDouble.of(1 - busy),
                OptionalDouble.of(busy),
                waiting);
    }
}
