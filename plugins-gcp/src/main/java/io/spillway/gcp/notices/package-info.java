/**
 * Word that the VM goes, from its metadata server: each key is waited for by a request of its own.
 */
package io.spillway.gcp.notices;
