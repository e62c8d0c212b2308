/**
 * Requests by the AWS SDK. It lies in Spillway's plugin and nowhere else in the tarball, so that
 * these classes are loaded beside it.
 */
package io.spillway.bench.store.server.sdk;
