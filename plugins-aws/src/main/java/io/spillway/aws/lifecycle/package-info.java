/** An instance's word to its Auto Scaling group: lifecycle hooks and health. */
package io.spillway.aws.lifecycle;
