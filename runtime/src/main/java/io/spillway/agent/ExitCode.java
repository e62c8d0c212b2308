package io.spillway.agent;

/** What Spillway's processes and commands end with, for scripts. */
public final class ExitCode {
    public static final int OK = 0;

    /** It was tried and failed. */
    public static final int FAILED = 1;

    /** Wrong usage or configuration; trying again doesn't help. */
    public static final int WRONG_USAGE = 2;

    /** The JobManager can't be reached. */
    public static final int UNREACHABLE = 3;

    /** There is no such TaskManager. */
    public static final int NOT_FOUND = 4;

    /** Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
