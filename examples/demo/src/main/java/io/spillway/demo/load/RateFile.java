package io.spillway.demo.load;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a load from a CSV file of {@code seconds,rate} lines. The first line may be a header; empty
 * lines and lines that begin with {@code #} are passed over.
 */
public final class RateFile {
    private static final String EXPECTED =
            "expected is 'seconds,rate', two numbers of 0 or more, such as 60,2500";

    /** The highest rate that makes sense on one machine; more is a mix-up of columns. */
    private static final double MAX_RATE = 1_000_000;

    private RateFile() {}

    /**
     * Reads the file.
     *
     * @throws RateFileException when it can't be read, is empty, or has a line that isn't right;
     *     one line, with file and line number
     */
    public static TraceLoad read(Path file) throws RateFileException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new RateFileException(file + ": there is no such file", e);
        } catch (MalformedInputException e) {
            throw new RateFileException(file + ": is not a text file; " + EXPECTED, e);
        } catch (IOException e) {
            throw new RateFileException(file + ": can't be read: " + e, e);
        }
        return parse(file.toString(), lines);
    }

    static TraceLoad parse(String file, List<String> lines) throws RateFileException {
        List<double[]> points = new ArrayList<>();
        boolean mayBeHeader = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = file + ", line " + (i + 1) + ": '" + line + "'";
            String[] fields = line.split(",", -1);
            boolean header = mayBeHeader && fields.length == 2 && !startsNumber(fields[0]);
            mayBeHeader = false;
            if (!header) {
                points.add(point(where, fields, points));
            }
        }
        if (points.isEmpty()) {
            throw new RateFileException(file + ": has no rates; " + EXPECTED + " a line");
        }
        TraceLoad load =
                new TraceLoad(
                        points.stream().mapToDouble(point -> point[0]).toArray(),
                        points.stream().mapToDouble(point -> point[1]).toArray());
        if (load.peak() == 0) {
            throw new RateFileException(file + ": all rates are 0; at least one must be above");
        }
        return load;
    }

    private static double[] point(String where, String[] fields, List<double[]> before)
            throws RateFileException {
        if (fields.length != 2) {
            throw new RateFileException(where + " has " + fields.length + " field(s); " + EXPECTED);
        }
        double second = number(where, fields[0]);
        double rate = number(where, fields[1]);
        if (rate > MAX_RATE) {
            throw new RateFileException(where + ": the rate is above 1000000 records per second");
        }
        if (!before.isEmpty() && second <= before.get(before.size() - 1)[0]) {
            throw new RateFileException(
                    where + ": the seconds must be greater than those of the line before");
        }
        return new double[] {second, rate};
    }

    private static double number(String where, String field) throws RateFileException {
        double number;
        try {
            number = Double.parseDouble(field.strip());
        } catch (NumberFormatException e) {
            throw new RateFileException(
                    where + ": '" + field.strip() + "' is no number; " + EXPECTED, e);
        }
        if (!(number >= 0 && Double.isFinite(number))) {
            throw new RateFileException(
                    where + ": " + field.strip() + " is out of range; " + EXPECTED);
        }
        return number;
    }

    private static boolean startsNumber(String field) {
        String text = field.strip();
        return !text.isEmpty() && "+-.0123456789".indexOf(text.charAt(0)) >= 0;
    }

    /** What is wrong with a rate file, in one line for its author. */
    public static final class RateFileException extends Exception {
        RateFileException(String message) {
            super(message);
        }

        RateFileException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
