package io.spillway.testing;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceGroup;
import io.spillway.spi.cloud.InstanceGroupProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cloud with one group, which a test steers by its fields. */
public final class FakeGroupProvider implements InstanceGroupProvider {
    private final String name;
    private final InstanceGroup group;

    /** Whether the machine is one of this cloud's. */
    public boolean here;

    /** Whether its groups wait for drains. */
    public boolean waitsForDrains;

    /** When not null, nothing can be opened, for this reason. */
    public String failure;

    /** What was opened, in order. */
    public final List<String> opened = new ArrayList<>();

    public FakeGroupProvider(String name, InstanceGroup group) {
        this.name = name;
        this.group = group;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean waitsForDrains() {
        return waitsForDrains;
    }

    @Override
    public boolean isHere(Duration timeout) {
        return here;
    }

    @Override
    public InstanceGroup open(String group, Map<String, String> settings) throws CloudException {
        opened.add(group);
        if (failure != null) {
            throw new CloudException(failure);
        }
        return this.group;
    }
}
