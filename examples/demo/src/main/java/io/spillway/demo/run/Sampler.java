package io.spillway.demo.run;

import io.spillway.demo.report.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes samples of counters: rates are what a counter gained since the sample before. */
final class Sampler {
    private final double ratePerTaskManager;
    private final int minTaskManagers;
    private final List<Sample> samples = new ArrayList<>();
    private double lastSecond;
    private long lastOffered;
    private long lastWritten;

    /**
     * @param ratePerTaskManager what one TaskManager takes, in records per second
     * @param minTaskManagers the fewest that the fleet may have
     */
    Sampler(double ratePerTaskManager, int minTaskManagers) {
        this.ratePerTaskManager = ratePerTaskManager;
        this.minTaskManagers = minTaskManagers;
    }

    /**
     * Takes a sample.
     *
     * @param second seconds since the recording began; later than the sample before
     */
    Sample take(double second, Counters counters, JobObserver.Observation seen, int desired) {
        double seconds = second - lastSecond;
        double offered = (counters.offered() - lastOffered) / seconds;
        double throughput = (counters.written() - lastWritten) / seconds;
        lastSecond = second;
        lastOffered = counters.offered();
        lastWritten = counters.written();
        long lag = Math.max(0, counters.offered() - counters.position());
        Sample sample =
                new Sample(
                        second,
                        offered,
                        throughput,
                        lag,
                        backlogSeconds(lag, offered),
                        seen.taskManagers(),
                        desired,
                        Math.max(minTaskManagers, offered / ratePerTaskManager),
                        seen.parallelism(),
                        seen.busyFraction(),
                        Map.copyOf(seen.loadPerTaskManager()));
        samples.add(sample);
        return sample;
    }

    private static double backlogSeconds(long lag, double offered) {
        if (lag == 0) {
            return 0;
        }
        return offered > 0 ? lag / offered : Double.NaN;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /**
     * What the run's counters say.
     *
     * @param offered records in the input topic
     * @param written records that the job has written, repeated ones included
     * @param position records of the input that the job is done with
     */
    record Counters(long offered, long written, long position) {}
}
