package io.spillway.ha.pointers;

/**
 * Under which epoch this process leads, as its lease knows. Both methods answer from memory, don't
 * block, and may be called by any thread.
 */
public interface Fence {

    /**
     * The epoch of the leadership that is held now.
     *
     * @throws FencedException when none is held
     */
    long epoch() throws FencedException;

    /**
     * A manifest shows that somebody has led under this epoch, which is higher than the one that is
     * held here: this leadership is over, whatever the lease's clock says. Called without any lock.
     */
    void overtaken(long epoch);

    /**
     * The leadership that is held now and none after it: for whatever is made anew by each leader,
     * so that what an earlier one has left behind in this process writes nothing any more.
     *
     * @throws FencedException when none is held
     */
    default Fence pinned() throws FencedException {
        Fence any = this;
        long pinned = epoch();
        return new Fence() {
            @Override
            public long epoch() throws FencedException {
                long now = any.epoch();
                if (now != pinned) {
                    throw new FencedException(
                            "The leadership of epoch %d is over, this process leads under epoch %d now"
                                    .formatted(pinned, now));
                }
                return pinned;
            }

            @Override
            public void overtaken(long epoch) {
                any.overtaken(epoch);
            }
        };
    }
}
