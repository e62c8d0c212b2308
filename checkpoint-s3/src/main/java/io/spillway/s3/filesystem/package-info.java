/** Flink's view of a bucket: paths, directories, copies. */
package io.spillway.s3.filesystem;
