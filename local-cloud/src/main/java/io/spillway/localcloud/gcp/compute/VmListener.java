package io.spillway.localcloud.gcp.compute;

/** Who looks after a VM. Called on the control thread. */
@FunctionalInterface
public interface VmListener {

    /**
     * The VM has ended, and nobody had asked for that.
     *
     * @param why one line for people
     */
    void lost(VmInstance vm, String why);
}
