package io.spillway.testing;

import io.spillway.spi.cloud.CloudException;
import io.spillway.spi.cloud.InstanceLifecycle;
import java.util.ArrayList;
import java.util.List;

/** Remembers what the cloud was told. */
public final class RecordingLifecycle implements InstanceLifecycle {
    /** What was told, in order. */
    public final List<String> told = new ArrayList<>();

    /** How often it was to get ready. */
    public int prepared;

    /** When true, every call fails. */
    public boolean failing;

    /** Whether its group waits for "release". */
    public boolean awaitsRelease;

    /** How many more times it says that the machine is held back. */
    public int heldBackFor;

    /** Runs with every word, before it fails. */
    public Runnable onTold = () -> {};

    @Override
    public boolean heldBack() {
        return heldBackFor > 0 && heldBackFor-- > 0;
    }

    @Override
    public boolean awaitsRelease() {
        return awaitsRelease;
    }

    @Override
    public void prepare() {
        prepared++;
    }

    @Override
    public void joined() throws CloudException {
        tell("joined");
    }

    @Override
    public void abandon() throws CloudException {
        tell("abandon");
    }

    @Override
    public void heartbeat() throws CloudException {
        tell("heartbeat");
    }

    @Override
    public void release() throws CloudException {
        tell("release");
    }

    @Override
    public void unhealthy(String why) throws CloudException {
        tell("unhealthy");
    }

    private void tell(String word) throws CloudException {
        told.add(word);
        onTold.run();
        if (failing) {
            throw new CloudException("503 from the fake");
        }
    }
}
