/** Managed instance groups, by Compute Engine's API: asked and told by the JobManager alone. */
package io.spillway.gcp.compute;
