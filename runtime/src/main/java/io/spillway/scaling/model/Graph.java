package io.spillway.scaling.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The vertices of an observation, inputs before what reads them. */
final class Graph {
    private final Map<String, VertexObservation> vertices = new LinkedHashMap<>();
    private final Map<String, List<String>> outputs = new HashMap<>();

    Graph(List<VertexObservation> observed) {
        Map<String, VertexObservation> byId = new LinkedHashMap<>();
        observed.forEach(vertex -> byId.put(vertex.id(), vertex));
        Set<String> visited = new HashSet<>();
        observed.forEach(vertex -> visit(vertex, byId, visited));
        for (VertexObservation vertex : vertices.values()) {
            for (String input : inputsOf(vertex)) {
                outputs.computeIfAbsent(input, any -> new ArrayList<>()).add(vertex.id());
            }
        }
    }

    private void visit(
            VertexObservation vertex, Map<String, VertexObservation> byId, Set<String> visited) {
        // A vertex in a circle is visited once, and stands before one of its inputs.
        if (!visited.add(vertex.id())) {
            return;
        }
        for (String input : vertex.inputs()) {
            if (byId.containsKey(input)) {
                visit(byId.get(input), byId, visited);
            }
        }
        vertices.put(vertex.id(), vertex);
    }

    /** All vertices, inputs first. */
    Iterable<VertexObservation> inputsFirst() {
        return vertices.values();
    }

    /** All vertices, those first that nobody reads from. */
    Iterable<VertexObservation> inputsLast() {
        List<VertexObservation> backwards = new ArrayList<>(vertices.values());
        Collections.reverse(backwards);
        return backwards;
    }

    VertexObservation vertex(String id) {
        return vertices.get(id);
    }

    /** The inputs that were observed, each once. */
    List<String> inputsOf(VertexObservation vertex) {
        return vertex.inputs().stream().filter(vertices::containsKey).distinct().toList();
    }

    /** Who reads what a vertex sends, each once. */
    List<String> outputsOf(String id) {
        return outputs.getOrDefault(id, List.of());
    }

    /** Whether its demand comes from outside of the graph. */
    boolean isSource(VertexObservation vertex) {
        return vertex.source() || inputsOf(vertex).isEmpty();
    }

    /** The most slots that the vertices that haven't finished can use; 0 when all have. */
    int maxParallelism() {
        return vertices.values().stream()
                .filter(vertex -> !vertex.finished())
                .mapToInt(VertexObservation::maxParallelism)
                .max()
                .orElse(0);
    }
}
