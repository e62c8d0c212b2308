/** The conditional store, on generations. */
package io.spillway.gcs.store;
