package io.spillway.demo.live;

import io.spillway.localcloud.group.GroupMember;
import java.util.List;

/** The run's machines, as far as the page lays hands on them. All calls return at once. */
public interface Machines {
    /** Those that are there, oldest first. */
    List<GroupMember> members();

    /** How many there should be. */
    int desired();

    /** How many there may be. */
    int maximum();

    /** One more; the scaling rule may think otherwise later. */
    void add();

    /** Asks a machine to go, so that it drains; another one comes. */
    void notice(String id);

    /** Takes a machine off the network. */
    void freeze(String id);

    /** Lets a frozen machine go on. */
    void thaw(String id);

    /** Takes a machine away without a word; another one comes. */
    void kill(String id);
}
