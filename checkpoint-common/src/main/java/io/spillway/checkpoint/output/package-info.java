/** Files as they are written: one request for a small one, parts in parallel for a large one. */
package io.spillway.checkpoint.output;
