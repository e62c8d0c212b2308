package io.spillway.ha.pointers;

import java.util.ArrayList;
import java.util.List;

/** A lease that a test holds. */
final class SteeredFence implements Fence {
    final List<Long> overtakenBy = new ArrayList<>();
    private long epoch;

    SteeredFence(long epoch) {
        this.epoch = epoch;
    }

    void lead(long under) {
        epoch = under;
    }

    void lose() {
        epoch = 0;
    }

    @Override
    public long epoch() throws FencedException {
        if (epoch == 0) {
            throw new FencedException("not the leader");
        }
        return epoch;
    }

    @Override
    public void overtaken(long by) {
        overtakenBy.add(by);
    }
}
