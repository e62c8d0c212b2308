/**
 * {@code spillway bench store}: what is compared, by which operations, and what one of them costs.
 */
package io.spillway.bench.store;
