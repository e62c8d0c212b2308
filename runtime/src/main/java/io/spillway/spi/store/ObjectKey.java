package io.spillway.spi.store;

import java.util.regex.Pattern;

/** The rule for keys, the same for all stores. */
public final class ObjectKey {
    private static final int LONGEST = 800;
    private static final String SEGMENT = "[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,254}";
    private static final Pattern KEY = Pattern.compile(SEGMENT + "(/" + SEGMENT + ")*");

    private ObjectKey() {}

    /**
     * The key itself, if it is one.
     *
     * @throws IllegalArgumentException otherwise; it says what is allowed
     */
    public static String require(String key) {
        if (key.length() > LONGEST || !KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "key '%s': segments of letters, digits and . _ - = are allowed, joined by /, none beginning with a dot, %d characters in all"
                            .formatted(key, LONGEST));
        }
        return key;
    }

    /**
     * The prefix itself, if it is empty or a key and a slash.
     *
     * @throws IllegalArgumentException otherwise; it says what is allowed
     */
    public static String requirePrefix(String prefix) {
        if (!prefix.isEmpty()) {
            if (!prefix.endsWith("/")) {
                throw new IllegalArgumentException("prefix '" + prefix + "' must end with /");
            }
            require(prefix.substring(0, prefix.length() - 1));
        }
        return prefix;
    }
}
