/** The commands {@code spillway fleet} and {@code spillway drain}: thin, over the REST API. */
package io.spillway.cli;
