/** The conditional store, on S3's preconditions. */
package io.spillway.s3.store;
