/** How a machine finds out where it is: its firmware, and plain requests to a metadata service. */
package io.spillway.cloud.machine;
