/** Cloud Storage as the contracts of all clouds want it. */
package io.spillway.gcs.testing;
