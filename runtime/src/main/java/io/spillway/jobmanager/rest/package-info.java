/** The fleet API on Flink's REST server. */
package io.spillway.jobmanager.rest;
