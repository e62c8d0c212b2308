/** Flink's view of a bucket: paths, directories, copies. */
package io.spillway.checkpoint.filesystem;
