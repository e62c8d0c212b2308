/** The process in which a file system is loaded, and what it is made to do there. */
package io.spillway.bench.store.worker;
