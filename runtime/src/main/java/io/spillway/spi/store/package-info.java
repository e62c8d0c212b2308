/**
 * What Spillway needs of an object store to keep a cluster's leader and its pointers there: small
 * objects that are written only if they are still what the writer has seen. JDK types only; a
 * plugin sees this package and {@code io.spillway.spi.cloud}, and nothing else of Spillway.
 *
 * <p>A plugin translates. Loops, leases, and what an unknown outcome means belong to the runtime.
 */
package io.spillway.spi.store;
