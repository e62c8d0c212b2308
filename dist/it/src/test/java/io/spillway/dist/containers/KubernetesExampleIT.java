package io.spillway.dist.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.spillway.dist.monitoring.Documents;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code examples/kubernetes}, as far as it can be checked without a cluster. */
class KubernetesExampleIT {
    private static final Path FOLDER = Image.EXAMPLES.resolve("kubernetes");

    /** Files that aren't for {@code kubectl apply}. */
    private static final Set<String> OTHERS =
            Set.of(
                    "kustomization.yaml",
                    "config.yaml",
                    "prometheus-adapter.yaml",
                    "prometheus-scrape.yaml");

    /** What the agent takes beside its TaskManager, and the kernel for both. */
    private static final BigDecimal BESIDE = BigDecimal.valueOf(200L << 20);

    private Image image;
    private Manifests manifests;
    private JsonNode configuration;

    @BeforeEach
    void read() throws IOException {
        image = new Image();
        configuration = Image.configuration(FOLDER.resolve("config.yaml"));
        try (Stream<Path> files = Files.list(FOLDER)) {
            manifests =
                    Manifests.read(
                            files.filter(f -> !OTHERS.contains(f.getFileName().toString()))
                                    .sorted()
                                    .toList());
        }
    }

    @Test
    void aFieldThatAKindHasNotGotIsNoticed() {
        String head = "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"s\"},";
        assertThatThrownBy(() -> Manifests.strictly(head + "\"spec\":{\"selektor\":{}}}"))
                .hasMessageContaining("selektor");
        assertThatThrownBy(() -> Manifests.strictly(head + "\"spec\":{\"ports\":7}}"))
                .hasMessageContaining("ports");
    }

    @Test
    void kustomizeTakesEachOfThemAndNothingElse() throws IOException {
        JsonNode kustomization = Documents.yaml(FOLDER.resolve("kustomization.yaml"));
        Set<String> listed = new HashSet<>();
        kustomization.path("resources").forEach(file -> listed.add(file.asText()));
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> !OTHERS.contains(f)))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
        JsonNode map = kustomization.path("configMapGenerator").path(0);
        assertThat(map.path("files").path(0).asText()).isEqualTo("config.yaml");
        for (PodTemplateSpec pod : pods().values()) {
            assertThat(volume(pod, "config").getConfigMap().getName())
                    .isEqualTo(map.path("name").asText());
        }
        assertThat(kustomization.path("namespace").asText())
                .isEqualTo(
                        manifests
                                .only(io.fabric8.kubernetes.api.model.Namespace.class)
                                .getMetadata()
                                .getName());
        assertThat(manifests.all())
                .extracting(HasMetadata::getKind, object -> object.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    @Test
    void everySelectorSelectsPods() {
        Map<String, String> jobManager = labels("jobmanager");
        Map<String, String> taskManager = labels("taskmanager");
        assertThat(jobManager).isNotEqualTo(taskManager);
        Deployment deployment = manifests.only(Deployment.class);
        assertThat(deployment.getSpec().getSelector().getMatchLabels())
                .isEqualTo(taskManager)
                .isEqualTo(deployment.getSpec().getTemplate().getMetadata().getLabels());
        assertThat(deployment.getSpec().getReplicas()).as("the autoscaler's").isNull();
        assertThat(manifests.only(Service.class).getSpec().getSelector()).isEqualTo(jobManager);
        for (PodDisruptionBudget budget : manifests.all(PodDisruptionBudget.class)) {
            assertThat(budget.getSpec().getSelector().getMatchLabels())
                    .isIn(jobManager, taskManager);
        }
        assertThat(manifests.all(NetworkPolicy.class))
                .extracting(policy -> policy.getSpec().getPodSelector().getMatchLabels())
                .containsExactlyInAnyOrder(jobManager, taskManager);
    }

    @Test
    void portsAreThoseOfTheConfigurationAndNetworkPoliciesOpenThem() {
        Map<String, Integer> jobManager = ports("jobmanager");
        Map<String, Integer> taskManager = ports("taskmanager");
        int metrics = configured("metrics.reporter.prom.port");
        assertThat(jobManager)
                .isEqualTo(
                        Map.of(
                                "rpc", configured("jobmanager.rpc.port"),
                                "blob", configured("blob.server.port"),
                                "rest", configured("rest.port"),
                                "metrics", metrics));
        assertThat(taskManager)
                .isEqualTo(
                        Map.of(
                                "data", configured("taskmanager.data.port"),
                                "rpc", configured("taskmanager.rpc.port"),
                                "query", configured("metrics.internal.query-service.port"),
                                "metrics", metrics));

        Service service = manifests.only(Service.class);
        Map<String, Integer> served = new HashMap<>();
        service.getSpec()
                .getPorts()
                .forEach(
                        port -> {
                            served.put(port.getTargetPort().getStrVal(), port.getPort());
                            assertThat(port.getName()).isEqualTo(port.getTargetPort().getStrVal());
                        });
        assertThat(served).isEqualTo(jobManager);
        assertThat(service.getMetadata().getName())
                .isEqualTo(configuration.path("jobmanager.rpc.address").asText())
                .isEqualTo(configuration.path("rest.address").asText());

        for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
            Set<String> open =
                    policy.getSpec().getIngress().stream()
                            .flatMap(rule -> rule.getPorts().stream())
                            .map(port -> port.getPort().getStrVal())
                            .collect(Collectors.toSet());
            String component =
                    policy.getSpec()
                            .getPodSelector()
                            .getMatchLabels()
                            .get("app.kubernetes.io/component");
            assertThat(open).isEqualTo(ports(component).keySet());
            assertThat(policy.getSpec().getIngress())
                    .as("nobody gets in without a reason")
                    .allMatch(rule -> !rule.getFrom().isEmpty());
        }
    }

    @Test
    void everyContainerRunsWhatIsInTheImage() throws IOException {
        for (Map.Entry<String, PodTemplateSpec> pod : pods().entrySet()) {
            Container container = container(pod.getValue());
            assertThat(container.getImage())
                    .isEqualTo(
                            "spillway:"
                                    + Image.HOME
                                            .getFileName()
                                            .toString()
                                            .substring("spillway-".length()));
            assertThat(container.getCommand()).as("the entry point").isEmpty();
            assertThat(container.getArgs().get(0)).isEqualTo(pod.getKey());
            image.assertRunnable(container.getArgs());
            Set<String> variables =
                    container.getEnv().stream().map(EnvVar::getName).collect(Collectors.toSet());
            for (String argument : container.getArgs()) {
                if (argument.contains("$(")) {
                    assertThat(variables).contains(argument.replaceAll(".*\\$\\(|\\).*", ""));
                }
            }
        }
    }

    @Test
    void noPodCanChangeItselfAndEveryFolderThatItWritesToIsAVolume() {
        Set<String> written =
                Set.of(
                        "/tmp",
                        image.dockerfile.environment().get("SPILLWAY_LOG_DIR"),
                        URI.create(configuration.path("execution.checkpointing.dir").asText())
                                .getPath());
        for (PodTemplateSpec pod : pods().values()) {
            assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSpec().getSecurityContext().getRunAsUser())
                    .isEqualTo(Long.parseLong(image.user()));
            assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
            Container container = container(pod);
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");

            Set<String> writable = new HashSet<>();
            for (VolumeMount mount : container.getVolumeMounts()) {
                Volume volume = volume(pod, mount.getName());
                if (Boolean.TRUE.equals(mount.getReadOnly())) {
                    image.file(mount.getMountPath());
                } else {
                    writable.add(mount.getMountPath());
                    assertThat(
                                    volume.getEmptyDir() != null
                                            || volume.getPersistentVolumeClaim() != null)
                            .isTrue();
                }
            }
            assertThat(writable).isEqualTo(written);
            PersistentVolumeClaim claim = manifests.only(PersistentVolumeClaim.class);
            assertThat(volume(pod, "checkpoints").getPersistentVolumeClaim().getClaimName())
                    .isEqualTo(claim.getMetadata().getName());
            assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteMany");
        }
    }

    @Test
    void memoryLimitsHoldTheProcesses() {
        for (Map.Entry<String, PodTemplateSpec> pod : pods().entrySet()) {
            Map<String, Quantity> limits = container(pod.getValue()).getResources().getLimits();
            Map<String, Quantity> requests = container(pod.getValue()).getResources().getRequests();
            long process =
                    MemorySize.parse(
                                    configuration
                                            .path(pod.getKey() + ".memory.process.size")
                                            .asText())
                            .getBytes();
            assertThat(Quantity.getAmountInBytes(limits.get("memory")))
                    .isGreaterThanOrEqualTo(BigDecimal.valueOf(process).add(BESIDE))
                    .isEqualTo(Quantity.getAmountInBytes(requests.get("memory")));
            assertThat(requests).containsKey("cpu");
        }
    }

    @Test
    void aPodThatGoesHasTheTimeOfADrain() {
        PodTemplateSpec taskManager = pods().get("taskmanager");
        assertThat(taskManager.getSpec().getTerminationGracePeriodSeconds())
                .isEqualTo(
                        Image.seconds(
                                configuration.path("spillway.termination.grace-period").asText()));
        assertThat(container(taskManager).getLifecycle())
                .as("a hook would take from that time, which the agent counts from SIGTERM on")
                .isNull();
    }

    @Test
    void probesAskWhatIsThere() throws IOException {
        String calls =
                Files.readString(
                        Path.of("").toAbsolutePath().resolve("../docs/reference/rest-api.md"));
        for (Map.Entry<String, PodTemplateSpec> pod : pods().entrySet()) {
            Container container = container(pod.getValue());
            List<Probe> probes =
                    Stream.of(
                                    container.getStartupProbe(),
                                    container.getReadinessProbe(),
                                    container.getLivenessProbe())
                            .filter(probe -> probe != null)
                            .toList();
            assertThat(probes).hasSizeGreaterThanOrEqualTo(2);
            for (Probe probe : probes) {
                IntOrString port =
                        probe.getHttpGet() == null
                                ? probe.getTcpSocket().getPort()
                                : probe.getHttpGet().getPort();
                assertThat(ports(pod.getKey())).containsKey(port.getStrVal());
                if (probe.getHttpGet() != null) {
                    assertThat(calls).contains("`GET " + probe.getHttpGet().getPath() + "`");
                }
            }
        }
    }

    @Test
    void theAutoscalerFollowsTheMetricOfTheAdapter() throws IOException {
        HorizontalPodAutoscalerSpec spec = manifests.only(HorizontalPodAutoscaler.class).getSpec();
        assertThat(spec.getMinReplicas()).isEqualTo(1);
        assertThat(spec.getMaxReplicas()).isEqualTo(15);
        Deployment target = manifests.named(Deployment.class, spec.getScaleTargetRef().getName());
        assertThat(spec.getScaleTargetRef().getKind()).isEqualTo(target.getKind());
        assertThat(spec.getScaleTargetRef().getApiVersion()).isEqualTo(target.getApiVersion());

        JsonNode rule =
                Documents.yaml(FOLDER.resolve("prometheus-adapter.yaml"))
                        .path("rules")
                        .path("external")
                        .path(0);
        assertThat(spec.getMetrics()).hasSize(1);
        assertThat(spec.getMetrics().get(0).getExternal().getMetric().getName())
                .isEqualTo(rule.path("name").path("as").asText());
        // An average of one required TaskManager a pod: as many pods as are required.
        assertThat(spec.getMetrics().get(0).getExternal().getTarget().getAverageValue())
                .isEqualTo(new Quantity("1"));
        assertThat(rule.path("seriesQuery").asText())
                .startsWith("flink_jobmanager_spillway_RequiredTaskManagers{");
        assertThat(rule.path("metricsQuery").asText()).contains("<<.LabelMatchers>>");

        String scrape = Files.readString(FOLDER.resolve("prometheus-scrape.yaml"));
        assertThat(scrape).contains("regex: spillway;metrics").contains("target_label: namespace");
        assertThat(labels("jobmanager")).containsEntry("app.kubernetes.io/name", "spillway");
    }

    private Map<String, PodTemplateSpec> pods() {
        return Map.of(
                "jobmanager", manifests.only(Job.class).getSpec().getTemplate(),
                "taskmanager", manifests.only(Deployment.class).getSpec().getTemplate());
    }

    private Map<String, String> labels(String component) {
        return pods().get(component).getMetadata().getLabels();
    }

    private Map<String, Integer> ports(String component) {
        return container(pods().get(component)).getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    }

    private static Container container(PodTemplateSpec pod) {
        List<Container> containers = new ArrayList<>(pod.getSpec().getContainers());
        assertThat(containers).hasSize(1);
        return containers.get(0);
    }

    private static Volume volume(PodTemplateSpec pod, String name) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume " + name));
    }

    private int configured(String key) {
        assertThat(configuration.has(key)).as(key).isTrue();
        return configuration.path(key).asInt();
    }
}
