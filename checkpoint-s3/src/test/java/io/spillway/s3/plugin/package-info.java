/** The plugin as it is packed, loaded as Flink does. */
package io.spillway.s3.plugin;
