/**
 * Compute Engine: VMs, which are processes on this machine with a metadata server each, managed
 * instance groups, and the part of the API that a fleet needs. Sources are named where things are
 * done; pages are those of <a href="https://cloud.google.com/compute/docs">Compute Engine's
 * documentation</a>.
 */
package io.spillway.localcloud.gcp.compute;
