package io.spillway.settings;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Every key that Spillway knows, whichever process reads it. */
public final class SettingCatalog {

    /** The classes whose public constants are our keys; a process's keys are registered here. */
    static final List<Class<?>> OPTION_CLASSES =
            List.of(
                    AgentOptions.class,
                    MoveOptions.class,
                    ScalingOptions.class,
                    MetricSinkOptions.class,
                    ScaleInOptions.class,
                    HaOptions.class,
                    AwsOptions.class,
                    GcpOptions.class);

    private SettingCatalog() {}

    /** All settings, in the order of the classes and of the constants in them. */
    public static List<Setting<?>> settings() {
        List<Setting<?>> settings = new ArrayList<>();
        for (Class<?> type : OPTION_CLASSES) {
            settings.addAll(settingsOf(type));
        }
        return settings;
    }

    static List<Setting<?>> settingsOf(Class<?> type) {
        List<Setting<?>> settings = new ArrayList<>();
        for (Field field : type.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Setting.class) {
                try {
                    settings.add((Setting<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(type + " must be public", e);
                }
            }
        }
        return settings;
    }

    /** The candidate that {@code key} was most likely meant to be; empty when none is near. */
    static Optional<String> nearest(String key, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt((String c) -> distance(key, c)).thenComparing(c -> c))
                .filter(
                        c ->
                                distance(key, c)
                                        <= Math.max(
                                                2, (key.length() - Setting.PREFIX.length()) / 3));
    }

    /** Levenshtein's distance: how many letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
