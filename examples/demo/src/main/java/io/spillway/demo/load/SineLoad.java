package io.spillway.demo.load;

/**
 * A sine wave that begins and, after each whole period, ends at its lowest rate.
 *
 * @param trough the lowest rate in records per second, 0 or more
 * @param peak the highest rate in records per second, above {@code trough}
 * @param periodSeconds from trough to trough, in seconds; positive
 */
public record SineLoad(double trough, double peak, double periodSeconds) implements LoadProfile {
    public SineLoad {
        if (!(trough >= 0 && peak > trough && Double.isFinite(peak))) {
            throw new IllegalArgumentException(
                    "trough %s, peak %s: the trough must be 0 or more, the peak above it"
                            .formatted(trough, peak));
        }
        if (!(periodSeconds > 0 && Double.isFinite(periodSeconds))) {
            throw new IllegalArgumentException("period " + periodSeconds + " s: must be positive");
        }
    }

    @Override
    public double rate(double second) {
        return mean() - amplitude() * Math.cos(angle(second));
    }

    @Override
    public double records(double second) {
        return mean() * second
                - amplitude() * periodSeconds / (2 * Math.PI) * Math.sin(angle(second));
    }

    private double mean() {
        return (peak + trough) / 2;
    }

    private double amplitude() {
        return (peak - trough) / 2;
    }

    private double angle(double second) {
        return 2 * Math.PI * second / periodSeconds;
    }
}
