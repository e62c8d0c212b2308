/** A real Kafka broker as a process of its own, and the demo's topics. */
package io.spillway.demo.kafka;
