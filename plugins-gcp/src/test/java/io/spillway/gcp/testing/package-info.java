/** An instance of the local cloud, as the plugin's tests need one. */
package io.spillway.gcp.testing;
