/** {@code spillway demo}: a fleet that follows its load, on one machine. */
package io.spillway.demo;
