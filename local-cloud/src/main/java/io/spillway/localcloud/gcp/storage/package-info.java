/**
 * Cloud Storage's JSON API on loopback, as far as Spillway calls it: objects with generations and
 * preconditions, uploads, ranges, listings, compose, rewrite and batches. Objects are in memory.
 */
package io.spillway.localcloud.gcp.storage;
