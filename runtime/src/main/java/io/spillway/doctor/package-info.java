/**
 * {@code spillway doctor}: looks at everything that may be wrong with a machine and its cluster,
 * all at once, and says what to do about it. Sees the processes' own code, so that it finds what
 * they would find.
 */
package io.spillway.doctor;
