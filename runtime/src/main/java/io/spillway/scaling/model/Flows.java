package io.spillway.scaling.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many records one vertex sends to another.
 *
 * <p>What a vertex with one input takes in is what that input sends to it. Of several inputs, one
 * that sends to nobody else sends what it counts as its output; the others share the rest of what
 * arrived, by their outputs. (Flink counts a record that goes to two vertices once: {@code
 * BroadcastingOutputCollector}. With side outputs it tells no more than the sum.)
 */
final class Flows {
    private final Graph graph;
    private final Map<String, Means> means;
    private final Map<String, Map<String, Double>> recordsPerSecond = new HashMap<>();

    Flows(Graph graph, Map<String, Means> means) {
        this.graph = graph;
        this.means = means;
        for (VertexObservation vertex : graph.inputsFirst()) {
            if (!graph.isSource(vertex)) {
                recordsPerSecond.put(vertex.id(), into(vertex));
            }
        }
    }

    /** Records per second from {@code from} to {@code to}; NaN when that isn't known. */
    double between(String from, String to) {
        return recordsPerSecond.getOrDefault(to, Map.of()).getOrDefault(from, Double.NaN);
    }

    private Map<String, Double> into(VertexObservation vertex) {
        List<String> inputs = graph.inputsOf(vertex);
        double arrived = means.get(vertex.id()).processed();
        Map<String, Double> flows = new HashMap<>();
        if (inputs.size() == 1) {
            flows.put(inputs.get(0), known(arrived) ? arrived : sentBy(inputs.get(0)));
            return flows;
        }
        double alone = 0;
        double others = 0;
        for (String input : inputs) {
            double sent = sentBy(input);
            flows.put(input, sent);
            if (known(sent) && sendsToOneOnly(input)) {
                alone += sent;
            } else if (known(sent)) {
                others += sent;
            }
        }
        if (!known(arrived)) {
            return flows;
        }
        if (others > 0 && arrived > alone) {
            double scale = (arrived - alone) / others;
            flows.replaceAll(
                    (input, sent) ->
                            !known(sent) ? 0 : sendsToOneOnly(input) ? sent : sent * scale);
        } else if (alone > 0 || others > 0) {
            double scale = arrived / (alone + others);
            flows.replaceAll((input, sent) -> known(sent) ? sent * scale : 0);
        } else {
            flows.replaceAll((input, sent) -> arrived / inputs.size());
        }
        return flows;
    }

    private double sentBy(String vertex) {
        return means.get(vertex).out();
    }

    private boolean sendsToOneOnly(String vertex) {
        return graph.outputsOf(vertex).size() == 1;
    }

    private static boolean known(double value) {
        return !Double.isNaN(value);
    }
}
