package io.spillway.scaling.observe;

import java.util.List;

/**
 * What the subtasks of one vertex say of themselves.
 *
 * @param id Flink's id of the vertex
 * @param name its name, such as {@code Source: orders -> Map}
 * @param maxParallelism at most that many subtasks there can be
 * @param inputs ids of the vertices that feed it; empty for a source
 * @param source whether it reads from the outside; it may have other inputs as well
 * @param subtasks one for each, by index
 */
public record VertexReading(
        String id,
        String name,
        int maxParallelism,
        List<String> inputs,
        boolean source,
        List<SubtaskReading> subtasks) {
    public VertexReading {
        inputs = List.copyOf(inputs);
        subtasks = List.copyOf(subtasks);
    }
}
