package io.spillway.demo.run;

import io.spillway.localcloud.autoscaling.BusyTimeSource;
import io.spillway.restapi.FleetView;
import io.spillway.restapi.JobManagerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the JobManager how things are, and remembers the answer for whoever wants it: the terminal,
 * the recording, and the scaling rule. {@link #observe()} is called by one thread; the answer may
 * be had from any.
 */
final class JobObserver implements BusyTimeSource {
    private static final Logger LOG = LoggerFactory.getLogger(JobObserver.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Long enough for Flink's fetches, each second, not to show in the mean. */
    private static final double BUSY_WINDOW_SECONDS = 5;

    private static final double LEAST_SECONDS_SHOWN = 0.5;
    private static final double LEAST_SECONDS_TO_SCALE_BY = 3;

    private final FleetSource source;
    private final URI jobManager;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();
    private final BusyMeter shown = new BusyMeter(BUSY_WINDOW_SECONDS, LEAST_SECONDS_SHOWN);
    private final CatchUp catchUp = new CatchUp();
    private final Supplier<Traffic> traffic;
    private BusyMeter scaledBy = meterToScaleBy();
    private String told = "";
    private volatile Observation latest = Observation.NOTHING;

    /**
     * @param source where fleet and job are asked for
     * @param jobManager where Flink's REST API is
     * @param traffic what the job has to do now
     */
    JobObserver(FleetSource source, URI jobManager, Supplier<Traffic> traffic) {
        this.source = source;
        this.traffic = traffic;
        this.jobManager = jobManager;
    }

    /** What was seen last. */
    Observation latest() {
        return latest;
    }

    @Override
    public Optional<BusyTime> read() {
        return latest.toScaleBy();
    }

    /**
     * Asks anew. Blocks for a few requests. Where the JobManager doesn't answer, what was seen last
     * stays, without the busy time.
     */
    Observation observe() throws InterruptedException {
        FleetView fleet;
        try {
            fleet = source.fleet();
        } catch (JobManagerException e) {
            tell("no fleet: " + e.getMessage());
            latest = Observation.without(latest.fleet());
            return latest;
        }
        Observation now = Observation.without(fleet);
        if (fleet.job() != null && fleet.job().state().equals("RUNNING")) {
            try {
                now = withLoad(fleet);
            } catch (IOException e) {
                tell("no load: " + e);
            }
        } else {
            tell("no load: the job doesn't run");
        }
        latest = now;
        return now;
    }

    private Observation withLoad(FleetView fleet) throws IOException, InterruptedException {
        String path = "/jobs/" + fleet.job().id();
        List<BusyMeter.Reading> readings = new ArrayList<>();
        long started = 0;
        for (JsonNode vertex : get(path).path("vertices")) {
            String id = vertex.path("id").asText();
            for (JsonNode subtask : get(path + "/vertices/" + id).path("subtasks")) {
                String status = subtask.path("status").asText();
                if (!status.equals("RUNNING")) {
                    tell("no load: a subtask is " + status);
                    return Observation.without(fleet);
                }
                readings.add(reading(id, subtask));
                started = Math.max(started, subtask.path("start-time").asLong());
            }
        }
        tell("load is known");
        double second = System.nanoTime() / 1e9;
        String run = Long.toString(started);
        BusyMeter.Load load = shown.update(second, readings);
        Optional<BusyTime> busy = Optional.empty();
        Traffic now = traffic.get();
        if (catchUp.isUnderWay(second, run, now.lagRecords(), now.rate())) {
            // Nothing of that time may get into the mean.
            scaledBy = meterToScaleBy();
        } else {
            double toScaleBy = scaledBy.update(second, readings).busiestVertex();
            int parallelism = fleet.job().parallelism();
            if (!Double.isNaN(toScaleBy) && parallelism > 0) {
                busy = Optional.of(new BusyTime(toScaleBy, parallelism, run));
            }
        }
        return new Observation(fleet, load.busiestVertex(), busy, load.taskManagers());
    }

    private static BusyMeter meterToScaleBy() {
        return new BusyMeter(BUSY_WINDOW_SECONDS, LEAST_SECONDS_TO_SCALE_BY);
    }

    /** Logs how looking goes, when that changes. */
    private void tell(String how) {
        if (!how.equals(told)) {
            told = how;
            LOG.info("Looking at the job: {}", how);
        }
    }

    private static BusyMeter.Reading reading(String vertex, JsonNode subtask) {
        JsonNode metrics = subtask.path("metrics");
        return new BusyMeter.Reading(
                new BusyMeter.Subtask(
                        vertex,
                        subtask.path("subtask").asInt(),
                        subtask.path("start-time").asLong()),
                subtask.path("taskmanager-id").asText(),
                metrics.path("accumulated-busy-time").asDouble(0),
                metrics.path("accumulated-idle-time").asDouble(0),
                metrics.path("accumulated-backpressured-time").asDouble(0),
                0);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(jobManager.resolve(path)).timeout(TIMEOUT).build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered " + response.statusCode());
        }
        return JSON.readTree(response.body());
    }

    /**
     * What the job has to do.
     *
     * @param lagRecords records of the input that it isn't done with
     * @param rate records per second that arrive
     */
    record Traffic(double lagRecords, double rate) {}

    /**
     * How things are.
     *
     * @param fleet the fleet and the job
     * @param busyFraction how busy the busiest vertex is, 0 to 1; NaN while that isn't known
     * @param toScaleBy the same for the scaling rule: empty, too, while the job works off what its
     *     own restart has left
     * @param loadPerTaskManager how busy each TaskManager is, 0 to 1; may be empty
     */
    record Observation(
            FleetView fleet,
            double busyFraction,
            Optional<BusyTime> toScaleBy,
            Map<String, Double> loadPerTaskManager) {
        static final Observation NOTHING = without(new FleetView(null, List.of()));

        static Observation without(FleetView fleet) {
            return new Observation(fleet, Double.NaN, Optional.empty(), Map.of());
        }

        /** TaskManagers that are registered. */
        int taskManagers() {
            return (int)
                    fleet.taskManagers().stream()
                            .filter(tm -> tm.state() != FleetView.State.GONE)
                            .count();
        }

        /** The job's parallelism; 0 while it doesn't run. */
        int parallelism() {
            return fleet.job() == null ? 0 : fleet.job().parallelism();
        }
    }
}
