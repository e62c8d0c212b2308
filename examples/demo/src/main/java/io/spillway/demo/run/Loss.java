package io.spillway.demo.run;

/** How a TaskManager's machine leaves when the fleet shrinks. */
public enum Loss {
    /** It is asked to go (SIGTERM), drains, and goes. */
    STOP,
    /** It drops off the network (SIGSTOP), and is gone for good 30 s later. */
    FREEZE,
    /** It is gone without a word (SIGKILL). */
    KILL
}
