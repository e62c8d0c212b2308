/** A local Google Cloud whose time the test moves. */
package io.spillway.localcloud.gcp.testing;
