package io.spillway.testing;

import static java.util.Objects.requireNonNull;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupMember;
import io.spillway.spi.cloud.InstanceGroupMember.State;
import io.spillway.spi.cloud.InstanceGroupState;
import io.spillway.spi.cloud.InstanceGroupState.ScalingPolicy;
import io.spillway.spi.cloud.RemovalOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A group of machines in memory, which does what it has taken on when {@link #settle} is called.
 * Safe for use by several threads.
 */
public final class FakeInstanceGroup implements InstanceGroup {

    /** What happens to one removal. */
    public enum Fault {
        /** The group says that it is busy, and does nothing. */
        REFUSED,
        /** It doesn't arrive, and whoever sent it can't know. */
        REQUEST_LOST,
        /** It is taken on, and whoever sent it can't know. */
        REPLY_LOST,
        /** Whoever sent it can't know; it is taken on when {@link #arrive} is called. */
        LATE
    }

    private final Map<String, InstanceGroupMember> members = new LinkedHashMap<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Set<String>> late = new ArrayList<>();
    private final List<Set<String>> removals = new ArrayList<>();
    private final List<String> created = new ArrayList<>();
    private int minSize;
    private int maxSize;
    private int targetSize;
    private OptionalInt recommendedSize = OptionalInt.empty();
    private int maxRemovals = 100;
    private ScalingPolicy policy = ScalingPolicy.SCALE_OUT_ONLY;
    private int templatesUsed = 1;
    private int machines;
    private int looks;
    private String refusal;
    private boolean closed;

    /** One without a machine, and with a policy that only scales out. */
    public FakeInstanceGroup(int minSize, int maxSize) {
        this.minSize = minSize;
        this.maxSize = maxSize;
    }

    /** Adds a machine that runs, and wants it. */
    public synchronized void add(String id, String zone) {
        targetSize++;
        put(id, zone, State.RUNNING);
    }

    /** Wants that many; those that are missing begin to start, in the zone with the fewest. */
    public synchronized void resize(int size) {
        targetSize = size;
        fill();
    }

    /** What is starting runs, what is leaving is gone, and what is missing begins to start. */
    public synchronized void settle() {
        members.values().removeIf(m -> m.state() == State.LEAVING);
        members.replaceAll((id, m) -> m.state() == State.STARTING ? in(m, State.RUNNING) : m);
        fill();
    }

    /** From now on machines are made from another template. */
    public synchronized void useNewTemplate() {
        templatesUsed++;
        members.replaceAll(
                (id, m) ->
                        new InstanceGroupMember(
                                id, m.zone(), m.template(), m.templatesBehind() + 1, m.state()));
    }

    /** A machine is in another state, whoever brought it there. */
    public synchronized void move(String id, State state) {
        members.replace(id, in(requireNonNull(members.get(id)), state));
    }

    /** A machine is gone all at once; the group wants as many as before. */
    public synchronized void lose(String id) {
        requireNonNull(members.remove(id));
    }

    public synchronized void setPolicy(ScalingPolicy now) {
        policy = now;
    }

    /** What the group's own policy would want. */
    public synchronized void recommend(int size) {
        recommendedSize = OptionalInt.of(size);
    }

    public synchronized void setLimits(int min, int max) {
        minSize = min;
        maxSize = max;
    }

    /** How many one call can take at most. */
    public synchronized void setMaxRemovals(int most) {
        maxRemovals = most;
    }

    /** From now on every call is refused, for this reason; null for none. */
    public synchronized void refuse(String why) {
        refusal = why;
    }

    /** What happens to the next removals, one each. */
    public synchronized void next(Fault... each) {
        faults.addAll(List.of(each));
    }

    /** Nothing happens to removals any more. */
    public synchronized void clearFaults() {
        faults.clear();
    }

    /** The removals that are late arrive, in the order in which they were asked for. */
    public synchronized void arrive() {
        late.forEach(this::takeOn);
        late.clear();
    }

    /** Every removal that was asked for, in order, whatever became of it. */
    public synchronized List<Set<String>> removals() {
        return List.copyOf(removals);
    }

    /** The machines that the group has made of its own accord. */
    public synchronized List<String> created() {
        return List.copyOf(created);
    }

    /** How often the group was described. */
    public synchronized int looks() {
        return looks;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public String name() {
        return "fake group";
    }

    @Override
    public synchronized int maxRemovals() {
        return maxRemovals;
    }

    @Override
    public String scaleInRemedy() {
        return "set the fake group's policy to SCALE_OUT_ONLY";
    }

    @Override
    public synchronized InstanceGroupState describe(Duration timeout) throws CloudException {
        looks++;
        check(timeout);
        return new InstanceGroupState(
                minSize,
                maxSize,
                targetSize,
                recommendedSize,
                policy,
                List.copyOf(members.values()));
    }

    @Override
    public synchronized RemovalOutcome remove(Set<String> instances, Duration timeout)
            throws CloudException {
        removals.add(Set.copyOf(instances));
        check(timeout);
        if (instances.isEmpty() || instances.size() > maxRemovals) {
            throw new IllegalArgumentException(
                    instances.size() + " machines: must be 1 to " + maxRemovals);
        }
        Fault fault = faults.poll();
        if (fault == null) {
            takeOn(instances);
            return new RemovalOutcome.Accepted();
        }
        switch (fault) {
            case REFUSED -> throw new CloudException("429 from the fake: too many requests");
            case REQUEST_LOST -> {}
            case REPLY_LOST -> takeOn(instances);
            case LATE -> late.add(Set.copyOf(instances));
        }
        return new RemovalOutcome.Unknown(new IOException("the reply is made to be lost"));
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void check(Duration timeout) throws CloudException {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("time-out " + timeout + ": must be positive");
        }
        if (refusal != null) {
            throw new CloudException(refusal);
        }
    }

    private void takeOn(Set<String> instances) {
        for (String id : instances) {
            InstanceGroupMember member = members.get(id);
            if (member != null && member.state() != State.LEAVING) {
                if (member.state().counts()) {
                    targetSize--;
                }
                members.replace(id, in(member, State.LEAVING));
            }
        }
    }

    private void fill() {
        long counting = members.values().stream().filter(m -> m.state().counts()).count();
        for (long missing = targetSize - counting; missing > 0; missing--) {
            String id = "made-" + ++machines;
            created.add(id);
            put(id, emptiestZone(), State.STARTING);
        }
    }

    private String emptiestZone() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        members.values().forEach(m -> m.zone().ifPresent(z -> sizes.merge(z, 1, Integer::sum)));
        return sizes.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("zone-a");
    }

    private void put(String id, String zone, State state) {
        members.put(
                id,
                new InstanceGroupMember(
                        id, Optional.of(zone), Optional.of("template-" + templatesUsed), 0, state));
    }

    private static InstanceGroupMember in(InstanceGroupMember member, State state) {
        return new InstanceGroupMember(
                member.id(), member.zone(), member.template(), member.templatesBehind(), state);
    }
}
