/**
 * What came out of the job: whether each record was counted exactly once, how far the job has got,
 * and how long nothing came.
 */
package io.spillway.demo.verify;
