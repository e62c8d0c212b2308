/**
 * The commands, {@code spillway fleet} and its like: thin, over the REST API and what does the
 * work.
 */
package io.spillway.cli;
