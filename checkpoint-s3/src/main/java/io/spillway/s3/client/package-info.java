/**
 * Requests to S3, on one SDK client of the process. What goes wrong is told in exceptions that know
 * nothing of it, with bucket, key, action and missing permission.
 */
package io.spillway.s3.client;
