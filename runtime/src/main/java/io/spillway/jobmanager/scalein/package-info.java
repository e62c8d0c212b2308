/** Makes the group of machines smaller, where that isn't its own policy's task. */
package io.spillway.jobmanager.scalein;
