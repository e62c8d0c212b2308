package io.spillway.bench.scenario;

/** What happens to TaskManagers. */
enum Disturbance {
    /** SIGTERM to the machine's main process. */
    STOP,
    /** A checkpoint over REST; when it is complete, SIGTERM. */
    CHECKPOINT_AND_STOP,
    /** SIGKILL to all of the machine's processes. */
    KILL,
    /** SIGSTOP to all of the machine's processes, for good. */
    FREEZE,
    /** SIGSTOP to all of the machine's processes, and SIGCONT 3 s later. */
    PAUSE,
    /** Other processes want all of the cores, many times over, for 30 s. */
    STARVE,
    /** One machine more; SIGTERM to another as soon as it has registered. */
    REPLACE,
    /** One machine more. */
    ADD,
    /** SIGKILL to all processes of the JobManager that leads. */
    KILL_JOB_MANAGER,
    /** SIGTERM to the JobManager that leads. */
    STOP_JOB_MANAGER,
    /** Nothing at all, for 2 min. */
    NONE
}
