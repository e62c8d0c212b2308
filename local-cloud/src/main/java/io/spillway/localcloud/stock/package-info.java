/** Unmodified Flink out of the same tarball, to compare with. */
package io.spillway.localcloud.stock;
