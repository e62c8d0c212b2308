/** What Google's JSON APIs have in common: calls, errors, and who makes them. */
package io.spillway.localcloud.gcp.api;
