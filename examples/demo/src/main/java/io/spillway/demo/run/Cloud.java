package io.spillway.demo.run;

/** Whose machines the fleet runs on. */
public enum Cloud {
    /** Nobody's: a rule starts machines, and stops them by SIGTERM. */
    NONE,
    /** AWS, as the local cloud plays it: groups, hooks, notices, metrics and S3. */
    AWS
}
