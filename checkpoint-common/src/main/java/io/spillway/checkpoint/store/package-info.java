/** The conditional store, on a cloud's preconditions. */
package io.spillway.checkpoint.store;
