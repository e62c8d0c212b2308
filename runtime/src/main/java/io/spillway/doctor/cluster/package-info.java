/** What may be wrong with a cluster: its JobManager, its job, and where its state is kept. */
package io.spillway.doctor.cluster;
