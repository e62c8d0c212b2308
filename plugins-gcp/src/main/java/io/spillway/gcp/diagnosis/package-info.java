/** What {@code spillway doctor} looks at on Google Cloud. */
package io.spillway.gcp.diagnosis;
