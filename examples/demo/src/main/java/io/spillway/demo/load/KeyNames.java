package io.spillway.demo.load;

/** What the keys are called: {@code key-0000}, {@code key-0001} and so on. */
public final class KeyNames {
    private static final String PREFIX = "key-";

    private KeyNames() {}

    /** The name of a key. */
    public static String name(int key) {
        return "%s%04d".formatted(PREFIX, key);
    }

    /** The key of a name; -1 for what isn't one. */
    public static int key(String name) {
        if (name == null || !name.startsWith(PREFIX)) {
            return -1;
        }
        try {
            return Integer.parseInt(name, PREFIX.length(), name.length(), 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
