/**
 * The metadata server of a Compute Engine VM, with ETags and requests that wait for a change.
 * Source where no other is named: <a
 * href="https://cloud.google.com/compute/docs/metadata/querying-metadata">View and query VM
 * metadata</a>.
 */
package io.spillway.localcloud.gcp.metadata;
