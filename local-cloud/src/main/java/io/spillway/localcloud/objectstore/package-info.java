/**
 * The local cloud's object store: servers that speak S3, each in a process of its own, and a relay
 * before these and others that counts requests, connections and bytes, takes its time, and fails as
 * it is told to. For tests and benchmarks.
 */
package io.spillway.localcloud.objectstore;
