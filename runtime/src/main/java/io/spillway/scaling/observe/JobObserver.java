package io.spillway.scaling.observe;

import io.spillway.scaling.model.JobObservation;
import io.spillway.scaling.model.VertexObservation;
import io.spillway.scaling.observe.SubtaskRates.Rates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Turns counters into rates: one {@link JobReading} an interval in, one {@link JobObservation} out.
 *
 * <p>Subtasks are followed one by one, each by its attempt, so that a counter that begins anew, a
 * subtask that comes or goes, and a TaskManager that doesn't answer for once neither add nor take
 * anything. When fewer than {@value #ENOUGH_PERCENT} % of a vertex's subtasks can be measured the
 * vertex isn't; of more than that, the others are taken to be like them. Not thread-safe.
 */
public final class JobObserver {

    static final int ENOUGH_PERCENT = 80;

    /** After how many intervals without a new reading a rate isn't told any more. */
    private static final int OLDEST_INTERVALS = 3;

    /** A request to a TaskManager may take that much longer than the one before. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final Duration tolerance;
    private final Duration oldest;
    private final Map<String, SubtaskRates[]> vertices = new HashMap<>();
    private String jobId = "";
    private Duration lastAt;

    /**
     * @param interval from one reading to the next; positive
     */
    public JobObserver(Duration interval) {
        this.tolerance = interval.plus(SLACK);
        this.oldest = interval.multipliedBy(OLDEST_INTERVALS);
    }

    /**
     * Takes in the next reading.
     *
     * @param slots slots that the job could use now, 0 or more
     * @param slotsPerTaskManager 1 or more
     */
    public Observed observe(JobReading reading, int slots, int slotsPerTaskManager) {
        if (!reading.jobId().equals(jobId)) {
            jobId = reading.jobId();
            vertices.clear();
            lastAt = null;
        }
        Set<String> there =
                reading.vertices().stream().map(VertexReading::id).collect(Collectors.toSet());
        vertices.keySet().retainAll(there);
        boolean ranAllTheTime =
                lastAt != null
                        && reading.runningSince().filter(s -> s.compareTo(lastAt) <= 0).isPresent();
        List<VertexObservation> observations = new ArrayList<>();
        Map<String, List<Observed.Note>> notes = new HashMap<>();
        for (VertexReading vertex : reading.vertices()) {
            if (!vertex.subtasks().isEmpty()) {
                observations.add(observe(vertex, reading.at(), notes));
            }
        }
        lastAt = reading.at();
        return new Observed(
                new JobObservation(
                        jobId,
                        reading.at(),
                        slots,
                        slotsPerTaskManager,
                        ranAllTheTime,
                        observations),
                notes);
    }

    private VertexObservation observe(
            VertexReading vertex, Duration at, Map<String, List<Observed.Note>> notes) {
        SubtaskRates[] tracked = trackersOf(vertex);
        List<Rates> rates = new ArrayList<>();
        List<SubtaskReading> measured = new ArrayList<>();
        int subtasks = 0;
        EnumMap<MeasurementProblem, Integer> problems = new EnumMap<>(MeasurementProblem.class);
        for (SubtaskReading subtask : vertex.subtasks()) {
            if (subtask.finished()) {
                continue;
            }
            subtasks++;
            SubtaskRates tracker = tracked[subtask.index()];
            Optional<MeasurementProblem> problem = tracker.update(subtask, at, tolerance);
            Optional<Rates> known = tracker.at(at, oldest);
            if (known.isPresent()) {
                rates.add(known.get());
                measured.add(subtask);
                if (Double.isNaN(known.get().busy())) {
                    problem = Optional.of(MeasurementProblem.NO_BUSY_TIME);
                }
            } else if (problem.isEmpty()) {
                problem = Optional.of(MeasurementProblem.NO_METRICS);
            }
            problem.ifPresent(p -> problems.merge(p, 1, Integer::sum));
        }
        if (!problems.isEmpty()) {
            List<Observed.Note> ofVertex = new ArrayList<>();
            int of = subtasks;
            problems.forEach(
                    (problem, count) -> ofVertex.add(new Observed.Note(problem, count, of)));
            notes.put(vertex.id(), ofVertex);
        }
        return new VertexObservation(
                vertex.id(),
                vertex.name(),
                vertex.subtasks().size(),
                Math.max(vertex.maxParallelism(), vertex.subtasks().size()),
                vertex.inputs(),
                vertex.source(),
                subtasks == 0,
                sum(rates, Rates::recordsIn, subtasks),
                sum(rates, Rates::recordsOut, subtasks),
                mean(rates, Rates::busy, subtasks),
                mean(rates, Rates::backPressured, subtasks),
                mean(rates, Rates::idle, subtasks),
                highest(rates, subtasks),
                sum(measured, SubtaskReading::pendingRecords, subtasks));
    }

    private SubtaskRates[] trackersOf(VertexReading vertex) {
        SubtaskRates[] tracked = vertices.get(vertex.id());
        if (tracked == null || tracked.length != vertex.subtasks().size()) {
            // Another parallelism is another deployment: every attempt is a new one.
            tracked = new SubtaskRates[vertex.subtasks().size()];
            for (int i = 0; i < tracked.length; i++) {
                tracked[i] = new SubtaskRates();
            }
            vertices.put(vertex.id(), tracked);
        }
        return tracked;
    }

    /** Of all subtasks together; those that aren't known are taken to be like the others. */
    private static <T> OptionalDouble sum(List<T> of, ToDoubleFunction<T> value, int subtasks) {
        OptionalDouble mean = mean(of, value, subtasks);
        return mean.isPresent() ? OptionalDouble.of(mean.getAsDouble() * subtasks) : mean;
    }

    private static <T> OptionalDouble mean(List<T> of, ToDoubleFunction<T> value, int subtasks) {
        double sum = 0;
        int known = 0;
        for (T each : of) {
            double one = value.applyAsDouble(each);
            if (!Double.isNaN(one)) {
                sum += one;
                known++;
            }
        }
        return known > 0 && known * 100L >= (long) subtasks * ENOUGH_PERCENT
                ? OptionalDouble.of(sum / known)
                : OptionalDouble.empty();
    }

    private static OptionalDouble highest(List<Rates> rates, int subtasks) {
        return mean(rates, Rates::busy, subtasks).isEmpty()
                ? OptionalDouble.empty()
                : rates.stream().mapToDouble(Rates::busy).filter(b -> !Double.isNaN(b)).max();
    }
}
