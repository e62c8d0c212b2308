/** Jobs of Flink's whose checkpoints and output are on S3, through the plugin as it is packed. */
package io.spillway.s3.jobs;
