/** {@code spillway bench}: what a termination costs, and what an object store does. */
package io.spillway.bench;
