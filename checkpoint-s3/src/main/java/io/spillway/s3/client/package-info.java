/**
 * Requests to S3, one method each, on one SDK client of the process. What goes wrong is told in
 * exceptions of the JDK, with bucket, key, action and missing permission.
 */
package io.spillway.s3.client;
