package io.spillway.simulator.trace;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A load from a file: lines {@code SECOND,RECORDS_PER_SECOND}, joined by straight lines. The first
 * line may be a heading; empty lines and lines that begin with {@code #} are left out.
 */
public final class CsvTrace implements Trace {

    private static final String EXPECTED =
            "expected SECOND,RECORDS_PER_SECOND, two numbers of 0 or more, seconds ascending";

    private record Point(double second, double rate) {}

    private final List<Point> points;
    private final double perMachine;

    private CsvTrace(List<Point> points, double perMachine) {
        this.points = points;
        this.perMachine = perMachine;
    }

    /**
     * Reads a file.
     *
     * @param perMachine records per second that a machine carries at the target utilization
     * @throws TraceException when it can't be read, with the line's number and what is expected
     */
    public static CsvTrace read(Path file, double perMachine) throws TraceException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new TraceException(file + ": there is no such file");
        } catch (MalformedInputException e) {
            throw new TraceException(file + ": isn't text in UTF-8");
        } catch (IOException e) {
            throw new TraceException(file + ": can't be read: " + e.getMessage());
        }
        List<Point> points = new ArrayList<>();
        boolean heading = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (heading && points.isEmpty() && Character.isLetter(line.charAt(0))) {
                heading = false;
                continue;
            }
            points.add(point(file, i + 1, line, points));
        }
        if (points.size() < 2) {
            throw new TraceException(
                    file
                            + ": has "
                            + points.size()
                            + " points, at least 2 are needed: "
                            + EXPECTED);
        }
        return new CsvTrace(points, perMachine);
    }

    private static Point point(Path file, int number, String line, List<Point> before)
            throws TraceException {
        String[] fields = line.split(",", -1);
        double last = before.isEmpty() ? -1 : before.get(before.size() - 1).second;
        if (fields.length == 2) {
            try {
                double second = Double.parseDouble(fields[0].strip());
                double rate = Double.parseDouble(fields[1].strip());
                if (Double.isFinite(second)
                        && second >= 0
                        && second > last
                        && rate >= 0
                        && Double.isFinite(rate)) {
                    return new Point(second, rate);
                }
            } catch (NumberFormatException e) {
                // Told below, as everything else that is wrong.
            }
        }
        throw new TraceException(file + ", line " + number + ": '" + line + "': " + EXPECTED);
    }

    @Override
    public double seconds() {
        return points.get(points.size() - 1).second - points.get(0).second;
    }

    @Override
    public double machines(double second) {
        double at = points.get(0).second + second;
        int low = 0;
        int high = points.size() - 1;
        if (at <= points.get(0).second) {
            return points.get(0).rate / perMachine;
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).second <= at) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Point before = points.get(low);
        Point after = points.get(high);
        double share = Math.min(1, (at - before.second) / (after.second - before.second));
        return (before.rate + (after.rate - before.rate) * share) / perMachine;
    }
}
