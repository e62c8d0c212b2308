/** Files as they are read: few requests, no connection thrown away, large ones read ahead. */
package io.spillway.checkpoint.input;
