package io.spillway.jobmanager.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tasks of one deployment of a job: which there are, and which attempt of each one runs. Made
 * by the scheduler once for each deployment, read by anybody.
 */
public final class JobTasks {
    private final List<Vertex> vertices;

    /**
     * @param vertices in topological order
     */
    public JobTasks(List<Vertex> vertices) {
        this.vertices = List.copyOf(vertices);
    }

    /** In topological order. */
    public List<Vertex> vertices() {
        return vertices;
    }

    /** A subtask has come to its end and will process nothing more. */
    public void finished(String vertex, int subtask) {
        for (Vertex each : vertices) {
            if (each.id.equals(vertex)) {
                each.finished.add(subtask);
            }
        }
    }

    /** One vertex of the job graph: the same chain of operators, run by several subtasks. */
    public static final class Vertex {
        private final String id;
        private final String name;
        private final int maxParallelism;
        private final List<String> inputs;
        private final int[] attempts;
        private final Set<Integer> finished = ConcurrentHashMap.newKeySet();

        /**
         * @param maxParallelism at most that many subtasks there can be
         * @param inputs ids of the vertices that feed this one; empty for a source
         * @param attempts Flink's attempt number of each subtask, by its index
         */
        public Vertex(
                String id, String name, int maxParallelism, List<String> inputs, int[] attempts) {
            this.id = id;
            this.name = name;
            this.maxParallelism = maxParallelism;
            this.inputs = List.copyOf(inputs);
            this.attempts = Arrays.copyOf(attempts, attempts.length);
        }

        public String id() {
            return id;
        }

        public String name() {
            return name;
        }

        public int parallelism() {
            return attempts.length;
        }

        public int maxParallelism() {
            return maxParallelism;
        }

        public List<String> inputs() {
            return inputs;
        }

        /** The attempt that runs as the subtask with this index. */
        public int attempt(int subtask) {
            return attempts[subtask];
        }

        public boolean isFinished(int subtask) {
            return finished.contains(subtask);
        }
    }
}
