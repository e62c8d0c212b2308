package io.spillway.charts;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people and files want them; the same in every locale. */
public final class Numbers {

    public static final String UNKNOWN = "not known";

    private Numbers() {}

    /** With at most that many digits behind the point, without needless zeros. Finite only. */
    public static String decimal(double value, int digits) {
        return rounded(value, digits).toPlainString();
    }

    /** As {@link #decimal}, as a number. */
    public static BigDecimal rounded(double value, int digits) {
        BigDecimal exact = BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN);
        return exact.signum() == 0
                ? BigDecimal.ZERO
                : exact.stripTrailingZeros().scale() < 0
                        ? exact.setScale(0, RoundingMode.UNNECESSARY)
                        : exact.stripTrailingZeros();
    }

    /** {@code 1,234,567}; negative is unknown. */
    public static String count(long value) {
        return value < 0 ? UNKNOWN : String.format(Locale.ROOT, "%,d", value);
    }

    /** For axes: {@code 0}, {@code 250}, {@code 7.5k}, {@code 600k}, {@code 1.2M}. */
    public static String compact(double value) {
        double size = Math.abs(value);
        if (size >= 1e6) {
            return decimal(value / 1e6, 2) + "M";
        }
        return size >= 1e3 ? decimal(value / 1e3, 2) + "k" : decimal(value, 2);
    }

    /** {@code 640 ms} or {@code 1.24 s}; NaN and negative are unknown. */
    public static String milliseconds(double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            return UNKNOWN;
        }
        return value < 1000
                ? decimal(value, 0) + " ms"
                : value < 100_000
                        ? String.format(Locale.ROOT, "%.2f s", value / 1000)
                        : String.format(Locale.ROOT, "%,.0f s", value / 1000);
    }

    /** {@code 3.2 s}; NaN and negative are unknown. */
    public static String seconds(double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            return UNKNOWN;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f s" : "%,.1f s", value);
    }

    /** A moment of the run: {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
    public static String clock(double second) {
        long whole = Math.round(second);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** {@code 8 min 0 s}, {@code 45 s}, {@code 2 h 5 min}. */
    public static String span(double seconds) {
        long whole = Math.round(seconds);
        if (whole >= 3600) {
            return whole / 3600 + " h " + whole / 60 % 60 + " min";
        }
        return whole >= 60 ? whole / 60 + " min " + whole % 60 + " s" : whole + " s";
    }

    /** {@code 1 rescale}, {@code 3 rescales}; unknown counts included. */
    public static String of(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }
}
