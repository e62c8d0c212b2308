package io.spillway.bench.store.worker;

import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * What a task is about.
 *
 * @param count of the files in the directory
 * @param bytes the size of each
 */
record Target(FileSystem files, String directory, int count, int bytes) {

    Path file(int number) {
        return new Path(directory, Integer.toString(number));
    }
}
