/** What a user can set for either cloud, read once into immutable records. */
package io.spillway.checkpoint.settings;
