/** What Google Cloud offers, on loopback. */
package io.spillway.localcloud.gcp;
