/** What requests carry, and the memory that it lies in, with one limit for the process. */
package io.spillway.checkpoint.content;
