/** A VM's word to its managed instance group: the health that the group asks for. */
package io.spillway.gcp.lifecycle;
