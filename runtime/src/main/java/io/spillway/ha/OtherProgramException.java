package io.spillway.ha;

import io.spillway.program.JobFingerprint;

/** A job is stored that was started with something else than this process would go on with. */
public final class OtherProgramException extends Exception {
    OtherProgramException(String location, JobFingerprint stored, JobFingerprint mine) {
        super(
                "The job that is stored in %s was started %s: put that back, or change it with \"spillway upgrade\"."
                        .formatted(location, mine.differenceTo(stored)));
    }
}
