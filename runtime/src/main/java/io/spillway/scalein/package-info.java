/**
 * Makes the group of machines smaller from the JobManager: waits until fewer have been needed for
 * long enough, picks those that go, has them drained in one move, and has the group end them. Free
 * of Flink, and of any cloud.
 */
package io.spillway.scalein;
