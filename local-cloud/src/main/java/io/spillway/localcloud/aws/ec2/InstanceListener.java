package io.spillway.localcloud.aws.ec2;

/** Who looks after an instance. Called on the control thread. */
public interface InstanceListener {

    /** A Spot interruption notice was given. */
    void interruptionNotice(Ec2Instance instance);

    /** A rebalance recommendation was given. */
    void rebalanceRecommended(Ec2Instance instance);

    /**
     * Its main process has ended by itself; the machine is still there.
     *
     * @param code the exit code, 0
     */
    void idle(Ec2Instance instance, int code);

    /**
     * The machine has gone, and nobody had asked for that here.
     *
     * @param why one line for people
     */
    void lost(Ec2Instance instance, String why);
}
