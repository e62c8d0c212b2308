/** The load of the demo: what rate at what time, and who writes it to Kafka. */
package io.spillway.demo.load;
