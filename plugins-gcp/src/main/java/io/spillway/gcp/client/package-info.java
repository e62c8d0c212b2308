/** How the clients are set up, and what becomes of their exceptions. */
package io.spillway.gcp.client;
