package io.spillway.dist.containers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.spillway.dist.monitoring.Documents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;

/**
 * Kubernetes' objects out of YAML files, read by the types that are generated from Kubernetes' own
 * API: a field that a kind hasn't got, or one of another type, fails.
 */
final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> KINDS =
            Map.of(
                    "v1 Namespace", Namespace.class,
                    "v1 Service", Service.class,
                    "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
                    "apps/v1 Deployment", Deployment.class,
                    "batch/v1 Job", Job.class,
                    "autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
                    "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
                    "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

    private final List<HasMetadata> objects = new ArrayList<>();

    /** Reads them all. */
    static Manifests read(List<Path> files) throws IOException {
        Manifests manifests = new Manifests();
        for (Path file : files) {
            for (JsonNode document : Documents.allYaml(file)) {
                manifests.objects.add(strictly(document.toString()));
            }
        }
        return manifests;
    }

    /** One object of JSON text. */
    static HasMetadata strictly(String json) throws IOException {
        ObjectMapper mapper = new ObjectMapper().setAnnotationIntrospector(new NoOtherFields());
        com.fasterxml.jackson.databind.JsonNode tree = mapper.readTree(json);
        String kind = tree.path("apiVersion").asText() + " " + tree.path("kind").asText();
        if (!KINDS.containsKey(kind)) {
            throw new IOException("no such kind: " + kind);
        }
        return mapper.treeToValue(tree, KINDS.get(kind));
    }

    List<HasMetadata> all() {
        return objects;
    }

    /** All of a kind. */
    <T> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The one of a kind. */
    <T> T only(Class<T> kind) {
        List<T> all = all(kind);
        if (all.size() != 1) {
            throw new AssertionError(kind + ": " + all.size());
        }
        return all.get(0);
    }

    /** The one with that kind and name. */
    <T extends HasMetadata> T named(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    /** The types keep fields that they don't know; here those are errors. */
    private static final class NoOtherFields extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
