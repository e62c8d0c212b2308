/**
 * Servers that speak S3, each in a process of its own, and a relay before them that counts requests
 * and connections, takes its time, and fails as it is told to. For this module's tests, and for
 * those and the benchmarks of others.
 */
package io.spillway.s3.testing;
