package io.spillway.bench.cluster;

import io.spillway.bench.BenchException;
import io.spillway.localcloud.lifetime.Processes;
import io.spillway.localcloud.machine.LocalVm;
import io.spillway.localcloud.machine.VmSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Processes that do nothing but take CPU time from the others, until {@link #close}. */
public final class BusyProcesses implements AutoCloseable {
    /** Counts for ever, as long as the benchmark is there. */
    private static final String LOOP =
            "while kill -0 %d 2>/dev/null; do i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; done";

    private final List<LocalVm> all = new ArrayList<>();

    private BusyProcesses() {}

    static BusyProcesses start(int count, Path directory, Processes processes) throws IOException {
        BusyProcesses busy = new BusyProcesses();
        List<String> command = List.of("sh", "-c", LOOP.formatted(ProcessHandle.current().pid()));
        for (int i = 0; i < count; i++) {
            String id = "busy-" + i;
            busy.all.add(
                    processes.launch(
                            new VmSpec(
                                    id, directory.resolve(id), command, Map.of(), Duration.ZERO)));
        }
        return busy;
    }

    /**
     * Makes sure that all of them are at work.
     *
     * @throws BenchException when one has ended
     */
    public void requireAlive() throws BenchException {
        for (LocalVm each : all) {
            if (each.exited().toCompletableFuture().isDone()) {
                throw new BenchException(each.id() + " ended early: the machine wasn't starved");
            }
        }
    }

    @Override
    public void close() {
        all.forEach(LocalVm::crash);
    }
}
