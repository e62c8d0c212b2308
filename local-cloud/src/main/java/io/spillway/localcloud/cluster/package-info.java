/** A Flink cluster on the loopback interface: its addresses, configuration and JobManager. */
package io.spillway.localcloud.cluster;
