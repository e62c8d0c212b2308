/** What the parts of the emulated cloud share: one thread that owns their state, and its clock. */
package io.spillway.localcloud.control;
