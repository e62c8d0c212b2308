/** {@code spillway bench}: what a termination costs, with stock Flink and with Spillway. */
package io.spillway.bench;
