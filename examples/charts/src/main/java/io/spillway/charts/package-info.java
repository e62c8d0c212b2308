/**
 * Draws charts as SVG and PNG: surfaces, axes, colours, and numbers as people read them. What is
 * drawn is up to those who use it.
 */
package io.spillway.charts;
