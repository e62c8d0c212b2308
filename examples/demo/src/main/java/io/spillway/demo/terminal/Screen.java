package io.spillway.demo.terminal;

import io.spillway.demo.run.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Tells what kind of screen there is, and shows the run on it. */
public final class Screen {
    private static final int USUAL_COLUMNS = 80;
    private static final long SHELL_SECONDS = 1;
    private static final long PLAIN_EVERY_SECONDS = 5;

    private Screen() {}

    /**
     * A block that moves on a terminal; a line every 5 s elsewhere.
     *
     * @param out where to
     * @param descriptor its file descriptor: 1 or 2
     */
    public static ProgressListener open(PrintStream out, int descriptor) {
        Map<String, String> environment = System.getenv();
        if (!isLive(descriptor)) {
            return new PlainScreen(out, PLAIN_EVERY_SECONDS);
        }
        boolean unicode =
                Charset.defaultCharset().equals(StandardCharsets.UTF_8)
                        || locale(environment).contains("utf");
        return new LiveScreen(out, new LiveBlock(unicode), columns(environment));
    }

    /**
     * Whether there is a terminal where lines can be written anew.
     *
     * @param descriptor 1 for standard output, 2 for standard error
     */
    public static boolean isLive(int descriptor) {
        boolean dumb = System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
        return !dumb && isTerminal(descriptor);
    }

    private static String locale(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) {
                return value.toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static IntSupplier columns(Map<String, String> environment) {
        return () -> {
            // "rows columns"; the terminal may have been resized.
            String[] size = ask("stty size </dev/tty").split(" ", -1);
            String columns = size.length == 2 ? size[1] : environment.getOrDefault("COLUMNS", "");
            try {
                int number = Integer.parseInt(columns);
                return number > 0 ? number : USUAL_COLUMNS;
            } catch (NumberFormatException e) {
                return USUAL_COLUMNS;
            }
        };
    }

    private static boolean isTerminal(int descriptor) {
        try {
            Process shell =
                    new ProcessBuilder("sh", "-c", "test -t " + descriptor).inheritIO().start();
            return shell.waitFor(SHELL_SECONDS, TimeUnit.SECONDS) && shell.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a shell says, which has the same terminal; nothing when it fails. */
    private static String ask(String command) {
        try {
            Process shell =
                    new ProcessBuilder("sh", "-c", command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try (InputStream answer = shell.getInputStream()) {
                String text = new String(answer.readAllBytes(), StandardCharsets.US_ASCII).strip();
                boolean ended = shell.waitFor(SHELL_SECONDS, TimeUnit.SECONDS);
                return ended && shell.exitValue() == 0 ? text : "";
            }
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
