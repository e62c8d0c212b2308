package io.spillway.localcloud.aws.autoscaling;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which instance goes when a group shrinks (Auto Scaling user guide, "Configure termination
 * policies"). Of all policies, the zone with the most instances comes first.
 */
public enum TerminationPolicy {
    /**
     * The oldest launch template's; among those the one closest to the next billing hour. Where AWS
     * picks by chance after that, the one that was launched first goes here.
     */
    DEFAULT("Default"),
    OLDEST_INSTANCE("OldestInstance"),
    NEWEST_INSTANCE("NewestInstance"),
    OLDEST_LAUNCH_TEMPLATE("OldestLaunchTemplate"),
    CLOSEST_TO_NEXT_INSTANCE_HOUR("ClosestToNextInstanceHour");

    private static final long HOUR_SECONDS = Duration.ofHours(1).toSeconds();

    private final String text;

    TerminationPolicy(String text) {
        this.text = text;
    }

    /** As the API has it. */
    public String text() {
        return text;
    }

    /**
     * Chooses.
     *
     * @param candidates not empty, in the order of their launches
     */
    Member choose(List<Member> candidates, Instant now) {
        Map<String, Long> zones =
                candidates.stream()
                        .collect(Collectors.groupingBy(Member::zone, Collectors.counting()));
        long most = zones.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        // In the order of launches, so that equals are told apart by that.
        return candidates.stream()
                .filter(each -> zones.get(each.zone()) == most)
                .min(order(now))
                .orElseThrow();
    }

    private Comparator<Member> order(Instant now) {
        Function<Member, Long> toNextHour =
                member ->
                        HOUR_SECONDS
                                - Duration.between(member.launchedAt(), now).toSeconds()
                                        % HOUR_SECONDS;
        Comparator<Member> oldestTemplate = Comparator.comparing(Member::version);
        return switch (this) {
            case DEFAULT -> oldestTemplate.thenComparing(toNextHour);
            case OLDEST_INSTANCE -> Comparator.comparing(Member::number);
            case NEWEST_INSTANCE -> Comparator.comparing(Member::number).reversed();
            case OLDEST_LAUNCH_TEMPLATE -> oldestTemplate;
            case CLOSEST_TO_NEXT_INSTANCE_HOUR -> Comparator.comparing(toNextHour);
        };
    }
}
