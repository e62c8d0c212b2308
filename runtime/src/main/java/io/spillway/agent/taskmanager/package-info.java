/** The TaskManager's process: its command line, its life and its end. */
package io.spillway.agent.taskmanager;
