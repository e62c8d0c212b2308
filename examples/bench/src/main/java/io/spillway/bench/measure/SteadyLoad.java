package io.spillway.bench.measure;

import io.spillway.demo.load.LoadProfile;

/**
 * The same rate all the time.
 *
 * @param recordsPerSecond that rate
 */
record SteadyLoad(double recordsPerSecond) implements LoadProfile {
    @Override
    public double rate(double second) {
        return recordsPerSecond;
    }

    @Override
    public double records(double second) {
        return recordsPerSecond * second;
    }

    @Override
    public double peak() {
        return recordsPerSecond;
    }
}
