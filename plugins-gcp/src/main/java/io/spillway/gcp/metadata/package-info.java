/** The metadata server of a Compute Engine VM, and what it says of the VM. */
package io.spillway.gcp.metadata;
