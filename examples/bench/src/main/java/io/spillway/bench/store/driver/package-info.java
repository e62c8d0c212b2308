/** Has the workers do what is measured, one at a time, and looks at what went to the server. */
package io.spillway.bench.store.driver;
