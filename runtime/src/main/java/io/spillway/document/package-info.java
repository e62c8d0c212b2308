/** The JSON documents in the store: one line each, with the number of its format first. */
package io.spillway.document;
