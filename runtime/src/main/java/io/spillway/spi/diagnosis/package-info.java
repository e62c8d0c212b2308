/**
 * What {@code spillway doctor} finds out, and what a cloud's plugin adds to it. JDK types only.
 *
 * <p>A plugin names its checks; which run when, how long they may take and how they are shown is
 * the runtime's part.
 */
package io.spillway.spi.diagnosis;
