/** The plugin as it is packed, loaded as Spillway does. */
package io.spillway.gcp.plugin;
