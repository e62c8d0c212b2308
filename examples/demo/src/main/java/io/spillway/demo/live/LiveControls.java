package io.spillway.demo.live;

import io.spillway.demo.load.AdjustableLoad;
import io.spillway.localcloud.group.GroupMember;
import io.spillway.page.Action;
import io.spillway.page.ActionException;
import io.spillway.page.Mark;
import io.spillway.page.PageActions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What a visitor of the page may do to the run, as long as its load runs; each deed is noted.
 *
 * @param offered what is offered at all
 * @param machines the fleet; empty while the load doesn't run
 * @param second now, in seconds since the recording began
 * @param notes who hears of each deed
 */
public record LiveControls(
        Set<Action.Kind> offered,
        Supplier<Optional<Machines>> machines,
        AdjustableLoad load,
        Interventions interventions,
        DoubleSupplier second,
        Consumer<Mark> notes)
        implements PageActions {

    @Override
    public synchronized String perform(Action action) throws ActionException {
        Machines fleet =
                machines.get()
                        .filter(running -> !load.hasEnded())
                        .orElseThrow(
                                () ->
                                        new ActionException(
                                                ActionException.Kind.CONFLICT,
                                                "action: the load doesn't run"));
        String done =
                switch (action.kind()) {
                    case ADD -> add(fleet);
                    case LOAD -> change(action);
                    case END -> end();
                    case NOTICE, FREEZE, THAW, KILL ->
                            act(action.kind(), fleet, member(fleet, action.taskManager()));
                };
        notes.accept(
                new Mark(
                        second.getAsDouble(),
                        Mark.Kind.INTERVENTION,
                        action.taskManager(),
                        "from the page: " + done,
                        null,
                        null));
        return done;
    }

    private static GroupMember member(Machines fleet, String id) throws ActionException {
        return fleet.members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ActionException(
                                        ActionException.Kind.NOT_FOUND,
                                        "taskManager: there is no machine " + id));
    }

    private String add(Machines fleet) throws ActionException {
        if (fleet.desired() >= fleet.maximum()) {
            throw new ActionException(
                    ActionException.Kind.CONFLICT,
                    "action: the fleet's maximum of %d is reached".formatted(fleet.maximum()));
        }
        fleet.add();
        interventions.harmless();
        return "one machine more; the scaling rule takes it back when the load doesn't need it";
    }

    private String change(Action action) {
        double now = second.getAsDouble();
        interventions.harmless();
        if (action.rate() != null) {
            load.hold(now, action.rate());
            return String.format(Locale.ROOT, "the load is %,.0f records/s", action.rate());
        }
        load.multiply(now, action.multiplier());
        return action.multiplier() == 1
                ? "the load is as planned"
                : String.format(
                        Locale.ROOT,
                        "the load is %s times the planned",
                        plain(action.multiplier()));
    }

    private String end() {
        load.end(second.getAsDouble());
        interventions.harmless();
        return "the load ends; what was sent is waited for and checked";
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private String act(Action.Kind kind, Machines fleet, GroupMember member)
            throws ActionException {
        String id = member.id();
        switch (kind) {
            case NOTICE -> {
                if (member.state() == GroupMember.State.STOPPING) {
                    throw conflict(id, "has been asked to go already");
                }
                fleet.notice(id);
                interventions.harmless();
                return id + " gets notice";
            }
            case FREEZE -> {
                if (member.frozen()) {
                    throw conflict(id, "is frozen already");
                }
                fleet.freeze(id);
                interventions.froze(id);
                return id + " is frozen";
            }
            case THAW -> {
                if (!member.frozen()) {
                    throw conflict(id, "isn't frozen");
                }
                fleet.thaw(id);
                interventions.thawed(id, second.getAsDouble());
                return id + " goes on";
            }
            case KILL -> {
                fleet.kill(id);
                interventions.killed(id, second.getAsDouble());
                return id + " is killed";
            }
            default -> throw new IllegalArgumentException(kind + " is about no machine");
        }
    }

    private static ActionException conflict(String id, String why) {
        return new ActionException(
                ActionException.Kind.CONFLICT, "taskManager: %s %s".formatted(id, why));
    }
}
