/**
 * Requests to Cloud Storage's JSON API, on one client of the process. What goes wrong is told in
 * exceptions that know nothing of it, with bucket, object, request and missing permission.
 */
package io.spillway.gcs.client;
