/** Jobs whose checkpoints and output are in a bucket, the same for each cloud. */
package io.spillway.checkpoint.testing.jobs;
