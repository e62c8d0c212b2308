package io.spillway.simulator.fleet;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Machines: those that boot, and those that have joined. A machine that isn't wanted goes at once.
 */
public final class SimulatedFleet {

    private record Launch(double joinsAt, int machines) {}

    private final double bootSeconds;
    private final double warmUpSeconds;
    private final Deque<Launch> launches = new ArrayDeque<>();
    private final Deque<Launch> warmingUp = new ArrayDeque<>();
    private int booting;
    private int joined;

    /**
     * A fleet of machines that have all joined.
     *
     * @param bootSeconds from the launch of a machine until it works
     * @param warmUpSeconds from then until its cloud counts it as in service
     */
    public SimulatedFleet(double bootSeconds, double warmUpSeconds, int joined) {
        this.bootSeconds = bootSeconds;
        this.warmUpSeconds = warmUpSeconds;
        this.joined = joined;
    }

    /** Machines that work. */
    public int joined() {
        return joined;
    }

    /** Machines that work and have warmed up. */
    public int inService() {
        int warming = warmingUp.stream().mapToInt(Launch::machines).sum();
        return Math.max(0, joined - warming);
    }

    /** Machines that are wanted. */
    public int desired() {
        return joined + booting;
    }

    /** Launches machines, or lets some go: those first that still boot, the youngest before. */
    public void setDesired(int desired, double now) {
        int more = desired - desired();
        if (more > 0) {
            launches.addLast(new Launch(now + bootSeconds, more));
            booting += more;
        }
        int fewer = -more;
        while (fewer > 0 && !launches.isEmpty()) {
            Launch youngest = launches.removeLast();
            int gone = Math.min(fewer, youngest.machines);
            if (gone < youngest.machines) {
                launches.addLast(new Launch(youngest.joinsAt, youngest.machines - gone));
            }
            booting -= gone;
            fewer -= gone;
        }
        joined -= Math.max(0, fewer);
    }

    /** Lets those join that have booted by now. */
    public void tick(double now) {
        while (!warmingUp.isEmpty() && warmingUp.peekFirst().joinsAt + warmUpSeconds <= now) {
            warmingUp.removeFirst();
        }
        while (!launches.isEmpty() && launches.peekFirst().joinsAt <= now) {
            Launch launch = launches.removeFirst();
            booting -= launch.machines;
            joined += launch.machines;
            warmingUp.addLast(launch);
        }
    }
}
