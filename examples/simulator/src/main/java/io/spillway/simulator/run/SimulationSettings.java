package io.spillway.simulator.run;

import io.spillway.scaling.model.ScalingSettings;

/**
 * A fleet and a job to simulate.
 *
 * @param bootSeconds from the launch of a machine until it has joined
 * @param warmUpSeconds from then until EC2 Auto Scaling counts it (default instance warmup)
 * @param downtimeSeconds without output, for each rescale
 * @param slotsPerMachine slots of a machine
 * @param most machines that the group can have
 * @param noise standard deviation of a measured busy time, as a share of it
 * @param seed of the noise
 * @param scaling how the model decides
 */
public record SimulationSettings(
        double bootSeconds,
        double warmUpSeconds,
        double downtimeSeconds,
        int slotsPerMachine,
        int most,
        double noise,
        long seed,
        ScalingSettings scaling) {

    /** Records per second that a machine takes when it works all the time; any number does. */
    public static final double RATE_PER_MACHINE = 1000;

    /** The same with other settings of the model. */
    public SimulationSettings with(ScalingSettings other) {
        return new SimulationSettings(
                bootSeconds,
                warmUpSeconds,
                downtimeSeconds,
                slotsPerMachine,
                most,
                noise,
                seed,
                other);
    }
}
