package io.spillway.bench.cluster;

import io.spillway.bench.measure.SocketOutput;
import io.spillway.localcloud.cluster.JobProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * The job that counts up for each key, and the end of it that accounts for every record: {@code
 * examples/sequences.jar}.
 */
final class SequenceJob implements AutoCloseable {
    private static final int KEYS = 200;
    private static final int BLOCKS_PER_MEBIBYTE = 128;

    private final SocketOutput output;
    private final JobProgram program;

    private SequenceJob(SocketOutput output, JobProgram program) {
        this.output = output;
        this.program = program;
    }

    /**
     * Listens for what will come out of the job.
     *
     * @param home the unpacked tarball
     * @param recordsPerSecond of the whole job
     * @param maxParallelism how many slots the job uses at most
     * @param checkpointSeconds what each checkpoint takes longer; 0 or more
     * @param startSignal the job begins when that file is there
     */
    static SequenceJob start(
            Path home,
            StateSize state,
            int recordsPerSecond,
            int maxParallelism,
            int checkpointSeconds,
            Path startSignal)
            throws IOException {
        long records = (long) state.mebibytes() * BLOCKS_PER_MEBIBYTE / KEYS;
        SocketOutput output =
                new SocketOutput(KEYS, recordsPerSecond, Math.max(1, records), Clock.systemUTC());
        return new SequenceJob(
                output,
                new JobProgram(
                        home.resolve("examples/sequences.jar"),
                        List.of(
                                "--observer-port",
                                Integer.toString(output.port()),
                                "--keys",
                                Integer.toString(KEYS),
                                "--records-per-second",
                                Integer.toString(recordsPerSecond),
                                "--state-mib",
                                Integer.toString(state.mebibytes()),
                                "--max-parallelism",
                                Integer.toString(maxParallelism),
                                "--checkpoint-seconds",
                                Integer.toString(checkpointSeconds),
                                "--start-when",
                                startSignal.toString())));
    }

    /** What comes out of it. */
    SocketOutput output() {
        return output;
    }

    /** How a JobManager starts it. */
    JobProgram program() {
        return program;
    }

    @Override
    public void close() {
        output.close();
    }
}
