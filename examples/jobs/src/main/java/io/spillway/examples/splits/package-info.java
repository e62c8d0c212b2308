/** How a source's splits are handed to its readers, and what a checkpoint keeps of the rest. */
package io.spillway.examples.splits;
