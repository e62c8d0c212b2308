package io.spillway.page;

import io.spillway.restapi.FleetView;
import java.util.List;

/**
 * How things stand, for the page's head.
 *
 * @param phase whether there is something to look at
 * @param text the same in a few words
 * @param elapsedSeconds of a run that ends; null otherwise
 * @param remainingSeconds of a run that ends; null otherwise
 * @param facts the numbers that matter, always the same in the same order
 * @param outcome how it ended; null before the end
 * @param problem what a person should see to, in one line; null when there is nothing
 */
public record Status(
        Phase phase,
        String text,
        Double elapsedSeconds,
        Double remainingSeconds,
        List<Fact> facts,
        Outcome outcome,
        String problem) {

    public Status {
        facts = List.copyOf(facts);
    }

    /** A status without a problem. */
    public Status(
            Phase phase,
            String text,
            Double elapsedSeconds,
            Double remainingSeconds,
            List<Fact> facts,
            Outcome outcome) {
        this(phase, text, elapsedSeconds, remainingSeconds, facts, outcome, null);
    }

    /** A status without a clock. */
    public static Status of(Phase phase, String text, List<Fact> facts) {
        return new Status(phase, text, null, null, facts, null);
    }

    /** The same with what keeps the fleet from doing its work, if anything does. */
    public Status with(FleetView fleet) {
        return new Status(
                phase,
                text,
                elapsedSeconds,
                remainingSeconds,
                facts,
                outcome,
                fleet.scaleIn() == null ? null : fleet.scaleIn().problem());
    }

    /** Whether there is something to look at. */
    public enum Phase {
        STARTING,
        RUNNING,
        /** The JobManager doesn't answer; it is asked again. */
        UNREACHABLE,
        FINISHING,
        ENDED
    }

    /**
     * A number and what it is.
     *
     * @param label what it is, short
     * @param value as people read it
     */
    public record Fact(String label, String value) {}

    /**
     * How a run ended.
     *
     * @param good whether it is as it should be
     * @param sentence the verdict
     * @param facts the numbers behind it
     * @param report where the report is; null when there is none
     */
    public record Outcome(boolean good, String sentence, List<Fact> facts, String report) {
        public Outcome {
            facts = List.copyOf(facts);
        }
    }
}
