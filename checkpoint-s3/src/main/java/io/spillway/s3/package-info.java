/**
 * Flink's file system for {@code s3://} and the conditional store on S3, as one plugin. It sees
 * {@code io.spillway.spi} and Flink's own interfaces for file systems, and nothing else of either.
 */
package io.spillway.s3;
