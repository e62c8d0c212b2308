package io.spillway.simulator.run;

import io.spillway.localcloud.autoscaling.policy.ScalingPolicy;
import io.spillway.scaling.model.Decision;
import io.spillway.scaling.model.JobObservation;
import io.spillway.scaling.model.ScalingModel;
import io.spillway.simulator.fleet.SimulatedFleet;
import io.spillway.simulator.fleet.SimulatedJob;
import io.spillway.simulator.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A load on a fleet that a rule sizes, second by second in virtual time. What sizes the fleet is
 * the model that a JobManager runs and the policies that the local cloud runs; machines and job are
 * simulated.
 */
public final class Simulation {

    /** So long the load stays as it is at the beginning, before anything is recorded. */
    private static final int LEAD_IN = 1800;

    private final SimulationSettings settings;
    private final Trace trace;
    private final Rule rule;
    private final ScalingPolicy policy;
    private final ScalingModel model;
    private final SimulatedFleet fleet;
    private final SimulatedJob job;
    private final List<Sample> samples = new ArrayList<>();
    private double published;
    private int values;
    private OptionalDouble last = OptionalDouble.empty();

    private Simulation(SimulationSettings settings, Trace trace, Rule rule) {
        this.settings = settings;
        this.trace = trace;
        this.rule = rule;
        int slots = settings.slotsPerMachine();
        policy = rule.policy(settings.most(), slots);
        model = new ScalingModel(settings.scaling());
        int begin =
                (int) Math.max(1, Math.min(settings.most(), Math.ceil(trace.machines(0) - 1e-9)));
        fleet = new SimulatedFleet(settings.bootSeconds(), settings.warmUpSeconds(), begin);
        job =
                new SimulatedJob(
                        new SimulatedJob.JobSettings(
                                SimulationSettings.RATE_PER_MACHINE,
                                slots,
                                settings.most() * slots,
                                settings.downtimeSeconds(),
                                settings.noise()),
                        begin,
                        settings.seed());
    }

    /** Runs it. Takes far less time than it simulates, and no thread but this one. */
    public static Result run(SimulationSettings settings, Trace trace, Rule rule) {
        return new Simulation(settings, trace, rule).run();
    }

    private Result run() {
        long interval = settings.scaling().publishInterval().toSeconds();
        long period = policy.period().toSeconds();
        double perMachine =
                SimulationSettings.RATE_PER_MACHINE * settings.scaling().targetUtilization();
        for (int second = -LEAD_IN; second < trace.seconds(); second++) {
            fleet.tick(second);
            boolean rescaled = job.rescale(fleet.joined());
            double ideal = trace.machines(second);
            double load = ideal * perMachine;
            job.second(load);
            if (second >= 0) {
                samples.add(
                        new Sample(
                                second,
                                ideal,
                                fleet.joined(),
                                fleet.desired(),
                                load > 0 ? job.backlog() / load : 0,
                                rescaled));
            }
            long elapsed = 1L + LEAD_IN + second;
            Duration at = Duration.ofSeconds(elapsed);
            if (elapsed % interval == 0) {
                publish(job.observe(at));
            }
            if (elapsed % period == 0) {
                int desired = policy.desired(rule.reading(at, fleet, mean(), last));
                fleet.setDesired(desired, second);
            }
        }
        return Result.of(rule, trace, settings, samples);
    }

    private void publish(JobObservation observation) {
        Decision decision = model.next(observation);
        OptionalDouble value =
                rule.readsSignal()
                        ? rule.metric(decision)
                        : observation.running()
                                ? observation.vertices().get(1).busyFraction()
                                : OptionalDouble.empty();
        last = value;
        if (value.isPresent()) {
            published += value.getAsDouble();
            values++;
        }
    }

    private OptionalDouble mean() {
        OptionalDouble mean =
                values == 0 ? OptionalDouble.empty() : OptionalDouble.of(published / values);
        published = 0;
        values = 0;
        return mean;
    }
}
