package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages for people name is there. */
class DocumentationIT {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern KEY =
            Pattern.compile("(?<![\\w.])spillway(?:\\.[a-z][a-z-]*){1,3}");

    /** Names that begin like a setting's key and are something else. */
    private static final Set<String> NO_KEYS = Set.of("spillway.sysusers.conf", "spillway.conf");

    @Test
    void everyRelativeLinkLeadsToAFile() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            for (String target : matches(LINK, page, 1)) {
                if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
                    dead.add(ROOT.relativize(page) + " -> " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    /** A JobManager that ends waits for whoever triggered a checkpoint over REST. */
    @Test
    void systemdWaitsLongerForAJobManagerThanTheJobManagerForOthers() throws IOException {
        Path unit = ROOT.resolve("dist/src/main/systemd/spillway-jobmanager.service");
        Path reference = ROOT.resolve("docs/reference/configuration.md");

        long systemd = seconds("TimeoutStopSec=(\\d+)s", unit);
        assertThat(systemd)
                .isGreaterThan(seconds("`rest.async.store-duration` \\| `(\\d+) s`", reference));
    }

    private static long seconds(String pattern, Path file) throws IOException {
        Set<String> found = matches(Pattern.compile(pattern), file, 1);
        assertThat(found).as("%s in %s", pattern, file).hasSize(1);
        return Long.parseLong(found.iterator().next());
    }

    @Test
    void everySettingThatIsNamedExists() throws IOException {
        Path reference = ROOT.resolve("docs/reference/configuration.md");
        Set<String> known = matches(KEY, reference, 0);
        assertThat(known).contains("spillway.drain.coalesce-window");

        Set<String> unknown = new TreeSet<>();
        List<Path> places = new ArrayList<>(pages());
        places.add(ROOT.resolve("dist/src/main/conf/config.yaml"));
        for (Path page : places) {
            for (String key : matches(KEY, page, 0)) {
                if (!known.contains(key) && !NO_KEYS.contains(key)) {
                    unknown.add(ROOT.relativize(page) + ": " + key);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages =
                new ArrayList<>(
                        List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        assertThat(pages).hasSizeGreaterThan(5);
        return pages;
    }

    private static Set<String> matches(Pattern pattern, Path file, int group) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(file));
        return matcher.results()
                .map((MatchResult found) -> found.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
