package io.spillway.doctor.configuration;

import io.spillway.spi.diagnosis.Check;
import io.spillway.spi.diagnosis.Finding;
import java.time.Duration;

/**
 * Whether the agent would know which cloud the machine belongs to.
 *
 * @param onMachine whether this is a machine of the fleet
 * @param asked whether the user named a group, which only a cloud has
 */
public record CloudCheck(CloudChoice choice, boolean onMachine, boolean asked) implements Check {
    private static final String KEY = "spillway.cloud";

    @Override
    public String name() {
        return "Cloud";
    }

    @Override
    public Finding run(Duration timeout) {
        String setting = "%s: %s".formatted(KEY, choice.setting());
        if (choice.diagnosis().isPresent()) {
            String name = choice.diagnosis().get().name();
            if (choice.here()) {
                return Finding.ok("%s (%s)".formatted(name, setting));
            }
            return onMachine && choice.setting().equals(name)
                    ? Finding.failure(
                            "%s, but %s doesn't know this machine".formatted(setting, name),
                            "set %s to auto or none, or run this on one of the machines of %s"
                                    .formatted(KEY, name))
                    : Finding.ok("%s, seen from outside (%s)".formatted(name, setting));
        }
        String there = choice.there().isEmpty() ? "none" : String.join(", ", choice.there());
        if (!choice.setting().equals(CloudChoice.AUTO)
                && !choice.setting().equals(CloudChoice.NONE)) {
            return Finding.failure(
                    "%s, and there is no such plugin; there is: %s".formatted(setting, there),
                    "unpack the tarball's plugins/ again, or correct " + KEY);
        }
        if (asked) {
            return Finding.failure(
                    "a group was named, and it isn't clear of which cloud; there is: " + there,
                    "pass -D%s=NAME".formatted(KEY));
        }
        if (choice.setting().equals(CloudChoice.NONE)) {
            return Finding.ok("%s is none: SIGTERM is the only notice".formatted(KEY));
        }
        if (onMachine && choice.there().isEmpty()) {
            return Finding.warning(
                    "%s, and there is no cloud's plugin: SIGTERM is the only notice"
                            .formatted(setting),
                    "set %s to none, or unpack the tarball's plugins/ again".formatted(KEY));
        }
        return onMachine
                ? Finding.warning(
                        "%s, and none of these knows this machine: %s".formatted(setting, there),
                        "on a cloud's machine, set %s to its name: then this tells what is wrong with its metadata service; elsewhere, set it to none"
                                .formatted(KEY))
                : Finding.skipped("this is none of the fleet's machines");
    }
}
