/**
 * Replacing the jar of a running job: stop it with a savepoint, put the new jar in place, start
 * from the savepoint; and back. What has been done is noted before and after each step, so that
 * whoever comes next goes on from there, the JobManager that starts meanwhile included.
 */
package io.spillway.upgrade;
