package io.spillway.aws.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names of the two lifecycle hooks that the plugin answers to.
 *
 * @param launch {@code spillway.aws.launch-hook}
 * @param terminate {@code spillway.aws.terminate-hook}
 */
public record Hooks(String launch, String terminate) {

    /**
     * One line that says what is lost with the hooks that a group doesn't have; empty when it has
     * both.
     *
     * @param there the names of those that it has
     */
    Optional<String> missing(String group, List<String> there) {
        List<String> lost = new ArrayList<>();
        if (!there.contains(launch)) {
            lost.add(
                    "without %s (spillway.aws.launch-hook) an instance counts as in service before its slots are registered, so policies and instance refreshes go on too early"
                            .formatted(launch));
        }
        if (!there.contains(terminate)) {
            lost.add(
                    "without %s (spillway.aws.terminate-hook) a scale-in ends an instance within a minute, whether its work has moved or not"
                            .formatted(terminate));
        }
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "Auto Scaling group %s has %s: %s"
                        .formatted(
                                group,
                                there.isEmpty()
                                        ? "no lifecycle hook"
                                        : "no lifecycle hooks but " + String.join(", ", there),
                                String.join("; ", lost)));
    }
}
