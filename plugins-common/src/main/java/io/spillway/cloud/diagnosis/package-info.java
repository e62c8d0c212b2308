/** How the checks of all clouds are made. */
package io.spillway.cloud.diagnosis;
