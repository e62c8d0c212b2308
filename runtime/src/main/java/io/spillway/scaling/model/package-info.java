/**
 * How many TaskManagers a job needs, from what it is observed to do.
 *
 * <p>The model is <em>DS2</em>'s: Kalavri et al., "Three steps is all you need: fast, accurate,
 * automatic scaling decisions for distributed streaming dataflows", OSDI 2018. An operator's
 * <em>true rate</em> is what it processes while it is busy, so it tells the capacity of an operator
 * that waits most of the time, or is held up by the next one. The demand at the sources flows down
 * the graph by measured ratios of output to input; demand divided by true rate is the number of
 * slots.
 *
 * <p>Nothing here reads a clock, a metric or a setting: observations come in, decisions go out, and
 * the same observations give the same decisions. JDK types only.
 */
package io.spillway.scaling.model;
