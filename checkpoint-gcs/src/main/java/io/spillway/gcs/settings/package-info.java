/** What a user can set, read once into immutable records. */
package io.spillway.gcs.settings;
