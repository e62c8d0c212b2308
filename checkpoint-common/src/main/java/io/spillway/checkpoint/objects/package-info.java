/**
 * The requests that clouds differ in, one method each. What goes wrong is told in exceptions of the
 * JDK or of this package, with bucket, key, request and missing permission.
 */
package io.spillway.checkpoint.objects;
