/**
 * What a run of the demo leaves behind: {@code report.html}, {@code report.json} and pictures of
 * the consumer lag, the throughput, the load of each TaskManager, and the TaskManager count against
 * the ideal. A {@link io.spillway.demo.report.DemoRecording} goes in, files come out; nothing here
 * knows of Kafka, Flink or processes.
 *
 * <p>Every picture is drawn once, onto a surface, of which there are two: SVG for the page and
 * Java2D for the PNGs. So the two always show the same.
 */
package io.spillway.demo.report;
