package io.spillway.bench.reclaim;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the time from an instance's launch until it is in service is made of, by what its agent and
 * its TaskManager have logged. Each phase begins where the one before ends.
 */
public enum BootPhase {
    /** From the launch: bin/spillway, the agent's JVM, who the machine is. */
    AGENT("until the agent starts the TaskManager", Log.AGENT, "BOOTING -> JOINING"),
    /** The TaskManager's JVM, until it logs for the first time. */
    JVM("the TaskManager's JVM", Log.TASK_MANAGER, " Starting TaskManager "),
    /** Until it knows where the JobManager is, and speaks to it. */
    TASK_MANAGER("until it knows the JobManager", Log.TASK_MANAGER, "Resolved ResourceManager"),
    /** Until the JobManager has it. */
    REGISTRATION(
            "its registration", Log.TASK_MANAGER, "Successful registration at resource manager"),
    /** Until the agent knows that all slots are there. */
    HEARD("until the agent knows of it", Log.AGENT, "JOINING -> IN_SERVICE"),
    /** Until the launch hook is completed, which is no line of a log. */
    HOOK("the launch hook", Log.NONE, "");

    private enum Log {
        AGENT,
        TASK_MANAGER,
        NONE
    }

    /** As both processes write it: in local time, to the millisecond. */
    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d)[.,](\\d{3}) .*");

    private final String text;
    private final Log log;
    private final String end;

    BootPhase(String text, Log log, String end) {
        this.text = text;
        this.log = log;
        this.end = end;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /**
     * How long each phase took, in milliseconds; empty when a log has no end of one of them.
     *
     * @param launched when the instance was launched
     * @param inService how long after that its launch hook was completed
     * @param zone of the logs' times
     */
    static Map<BootPhase, Double> of(
            Instant launched,
            Duration inService,
            String agentLog,
            String taskManagerLog,
            ZoneId zone) {
        Map<BootPhase, Double> phases = new EnumMap<>(BootPhase.class);
        Instant begin = launched;
        for (BootPhase phase : values()) {
            Optional<Instant> end =
                    switch (phase.log) {
                        case AGENT -> phase.endIn(agentLog, zone);
                        case TASK_MANAGER -> phase.endIn(taskManagerLog, zone);
                        case NONE -> Optional.of(launched.plus(inService));
                    };
            if (end.isEmpty()) {
                return Map.of();
            }
            phases.put(phase, Duration.between(begin, end.get()).toNanos() / 1e6);
            begin = end.get();
        }
        return phases;
    }

    private Optional<Instant> endIn(String lines, ZoneId zone) {
        return lines.lines()
                .filter(line -> line.contains(end))
                .map(TIME::matcher)
                .filter(Matcher::matches)
                .map(
                        time ->
                                LocalDateTime.parse(
                                        "%sT%s.%s"
                                                .formatted(
                                                        time.group(1),
                                                        time.group(2),
                                                        time.group(3))))
                .map(time -> time.atZone(zone).toInstant())
                .findFirst();
    }
}
