/**
 * What a TaskManager's process adds to Flink's where the leader is found through the object store:
 * it looks for another leader when the one that it knows doesn't answer, and tells the agent beside
 * it where the leader is.
 */
package io.spillway.ha.taskmanager;
