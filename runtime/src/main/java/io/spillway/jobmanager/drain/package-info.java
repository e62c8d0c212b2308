/** Which TaskManagers are drained, and when the job moves for it. Free of Flink. */
package io.spillway.jobmanager.drain;
