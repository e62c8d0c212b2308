/**
 * The script that boots a VM: the real one, with a root of its own, a small tarball, and a metadata
 * service and Auto Scaling that a test looks into.
 */
package io.spillway.terraform.boot;
