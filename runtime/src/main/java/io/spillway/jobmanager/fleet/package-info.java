/** What there is to see of the fleet and its job. */
package io.spillway.jobmanager.fleet;
