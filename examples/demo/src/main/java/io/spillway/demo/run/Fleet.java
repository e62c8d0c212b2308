package io.spillway.demo.run;

import io.spillway.demo.live.Machines;
import io.spillway.localcloud.group.GroupEvent;
import io.spillway.restapi.FleetView;
import java.util.function.Consumer;

/** The run's machines, and what decides how many there are. */
interface Fleet extends Machines, AutoCloseable {

    /** Who hears of everything that happens to machines; must not block. */
    void addListener(Consumer<GroupEvent> listener);

    /** Launches the first machine. */
    void start();

    /** Lets the rule decide from now on. */
    void follow();

    /** Leaves the fleet as large as it is. */
    void hold();

    /** Tells which of the machines work, where they don't tell it themselves. */
    void noteJoined(FleetView fleet);

    /** Kills all machines. */
    @Override
    void close();
}
