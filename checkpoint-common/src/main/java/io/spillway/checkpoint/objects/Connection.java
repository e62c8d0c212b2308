package io.spillway.checkpoint.objects;

import io.spillway.checkpoint.content.SegmentPool;
import io.spillway.checkpoint.settings.FileSettings;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What all file systems and stores of a process with the same settings share: requests, threads and
 * memory. Thread-safe.
 */
public interface Connection {

    /** The scheme of its addresses. */
    String scheme();

    /** All schemes of paths that lead to it. */
    Set<String> schemes();

    /** Requests that are tried again. */
    ObjectRequests objects();

    /** Requests that are sent once, so that their answers are about themselves. */
    ObjectRequests once();

    /** Requests for uploads in parts, tried again as well. */
    UploadRequests uploads();

    /** Memory for what is on its way. */
    SegmentPool memory();

    /** Threads for what streams have on their way. Tasks mustn't wait for each other. */
    Executor transfers();

    /** How files are written. */
    FileSettings files();
}
