package io.spillway.restapi;

/**
 * A job that the JobManager knows.
 *
 * @param id Flink's job id, 32 hexadecimal digits
 * @param state Flink's job status, such as {@code RUNNING}
 */
public record JobState(String id, String state) {

    /** Whether it runs, as far as Flink's status says; its tasks may still be starting. */
    public boolean isRunning() {
        return state.equals("RUNNING");
    }

    /** Whether it has ended for good. */
    public boolean isEnded() {
        return state.equals("FINISHED") || state.equals("CANCELED") || state.equals("FAILED");
    }
}
