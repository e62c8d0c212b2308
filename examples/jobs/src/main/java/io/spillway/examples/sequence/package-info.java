/** A job whose every output can be accounted for, from outside of it. */
package io.spillway.examples.sequence;
