package io.spillway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spillway.dist.Installation.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live pages in a real browser, on real fleets. */
class PageIT {
    private static final String PHASE = "document.getElementById('state').dataset.phase";

    @TempDir private Path directory;
    private Installation spillway;
    private Chromium browser;

    @BeforeEach
    void start() throws IOException {
        Path binary = Chromium.onPath().orElse(null);
        assumeTrue(
                binary != null,
                "there is no chromium, chromium-browser or google-chrome on the PATH: the live"
                        + " pages are not tested in a browser");
        spillway = Installation.prepared();
        browser = Chromium.start(binary, directory.resolve("browser"));
        browser.resize(1280, 900);
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (spillway != null) {
            spillway.close();
        }
    }

    @Test
    void theDemosPageMovesAndObeys() throws Exception {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        spillway.setEnvironment("TMPDIR", temporary.toString());
        Path load = Files.writeString(directory.resolve("load.csv"), "0,300\n600,300\n");
        Path report = directory.resolve("report");
        Started demo =
                spillway.start(
                        "demo",
                        "--rate-file",
                        load.toString(),
                        "--max-taskmanagers",
                        "3",
                        "--report-dir",
                        report.toString());
        browser.open(DemoPage.url(demo));
        awaitThat("the load runs", PHASE + " === 'RUNNING'");

        // A clicked notice, to begin with: another machine has to come before this one may go.
        awaitThat("a machine in service", row("IN_SERVICE", "!== undefined"));
        String machine = click("NOTICE", "IN_SERVICE");
        for (String panel : List.of("lag", "throughput", "load", "taskmanagers")) {
            String chart = "document.getElementById('chart-" + panel + "')";
            int points = browser.evaluate("Number(" + chart + ".dataset.points)").asInt();
            String picture = "[..." + chart + ".querySelectorAll('canvas')].at(-1).toDataURL()";
            browser.evaluate("window.before = " + picture);
            awaitThat(panel + " grows", chart + ".dataset.points > " + (points + 1));
            awaitThat(panel + " is drawn anew", picture + " !== window.before");
        }

        // The load follows the page, and the panel the load.
        browser.evaluate("document.querySelector('button[data-factor=\"2\"]').click()");
        String offered = "Number(/offered ([\\d,]+)/.exec(" + readout("throughput") + ")[1])";
        awaitThat("a doubled load", offered + " > 500");

        awaitThat(machine + " is drained", row("DRAINED", "=== '" + machine + "'"));
        // Marks come with the next sample, up to a second after the row.
        awaitThat(
                "the drain's end among the events",
                "document.getElementById('events').innerText.includes('" + machine + " drained')");
        assertThat(text("events")).contains("from the page: " + machine + " gets notice");

        // A machine that stands still for a moment costs nothing.
        String frozen = click("FREEZE", "IN_SERVICE");
        awaitThat(frozen + " is frozen", row("FROZEN", "=== '" + frozen + "'"));
        assertThat(click("THAW", "FROZEN")).isEqualTo(frozen);
        awaitThat(
                frozen + " goes on",
                "document.querySelector('.badge[data-state=FROZEN]') === null"
                        + " && document.getElementById('events').innerText.includes('"
                        + "from the page: "
                        + frozen
                        + " goes on')");
        assertThat(text("events")).contains("from the page: " + frozen + " is frozen");

        // The keyboard reads values of the past.
        browser.evaluate("document.getElementById('chart-lag').focus()");
        browser.press("ArrowLeft");
        browser.press("ArrowLeft");
        awaitThat("a value of the past", readout("lag") + ".startsWith('0:')");
        browser.press("Tab");
        awaitThat("the latest value", readout("lag") + ".startsWith('Now')");

        assertReadable("tm-0002");
        assertThat(browser.problems()).isEmpty();

        browser.evaluate("document.getElementById('end').click()");
        awaitThat("the run is over", PHASE + " === 'ENDED'");
        assertThat(text("outcome"))
                .contains("Every record was counted exactly once", report.toString());
        assertThat(demo.exitCode()).as(demo.output()).isZero();
        assertThat(Files.readString(report.resolve("report.json")))
                .contains("from the page: " + machine + " gets notice");
    }

    @Test
    void aClustersPageDrainsOnlyWhereItMay() throws Exception {
        spillway.start(
                "jobmanager",
                "--job-jar",
                spillway.home().resolve("examples/top-speed-windowing.jar").toString(),
                "--",
                "--discard");
        spillway.start("taskmanager");
        spillway.start("taskmanager");
        spillway.fleet().awaitRunning(2);

        browser.open(DemoPage.url(spillway.start("fleet", "--page")));
        awaitThat("the fleet", row("IN_SERVICE", "!== undefined"));
        assertThat(browser.accessible()).noneMatch(node -> node.startsWith("button: "));

        browser.open(DemoPage.url(spillway.start("fleet", "--page", "--allow-drain")));
        awaitThat("a button", "document.querySelectorAll('button[data-action]').length === 2");
        String machine =
                browser.evaluate("document.querySelector('tr[data-machine]').dataset.machine")
                        .asText();
        String button = "document.querySelector('tr[data-machine=\"" + machine + "\"] button')";
        awaitThat("the button may be pressed", "!" + button + ".disabled");
        browser.evaluate(button + ".click()");
        assertThat(browser.evaluate(button + ".textContent").asText()).isEqualTo("Drain it?");
        browser.evaluate(button + ".click()");

        awaitThat(machine + " is drained", row("DRAINED", "=== '" + machine + "'"));
        awaitThat("the move's downtime", "/\\d ms|\\d s/.test(" + readout("downtime") + ")");
        assertReadable(machine);
        assertThat(browser.problems()).isEmpty();
    }

    /** At both widths nothing sticks out, and whatever can be pressed or seen has a name. */
    private void assertReadable(String machine) {
        for (int width : new int[] {390, 1280}) {
            browser.resize(width, 844);
            awaitThat(
                    "the charts as wide as the page at " + width,
                    "[...document.querySelectorAll('.uplot')].every(c => c.offsetWidth > 0"
                            + " && c.offsetWidth <= c.parentElement.clientWidth)");
            assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                    .as("overflow at " + width)
                    .isLessThanOrEqualTo(width);
            List<String> accessible = browser.accessible();
            assertThat(accessible)
                    .as("names at " + width)
                    .doesNotContain("button: ", "image: ", "img: ", "spinbutton: ", "table: ")
                    .anyMatch(node -> node.startsWith("rowheader: " + machine))
                    .anyMatch(node -> node.matches("(img|image): .*TaskManagers.*"))
                    .anyMatch(node -> node.matches("button: Give notice to .*"))
                    .contains("columnheader: State");
        }
    }

    /** Presses the first button of a kind that may be pressed, and tells of which machine it is. */
    private String click(String action, String state) {
        String button =
                "document.querySelector('tr:has(.badge[data-state="
                        + state
                        + "]) button[data-action="
                        + action
                        + "]:not(:disabled):not([hidden])')";
        awaitThat(
                "a button %s of a machine that is %s".formatted(action, state),
                button + " !== null");
        return browser.evaluate(
                        "(() => { const b = "
                                + button
                                + "; b.focus(); b.click();"
                                + " return b.closest('tr').dataset.machine; })()")
                .asText();
    }

    private static String row(String state, String condition) {
        return "document.querySelector('.badge[data-state="
                + state
                + "]')?.closest('tr').dataset.machine "
                + condition;
    }

    private static String readout(String panel) {
        return "document.getElementById('panel-" + panel + "-readout').textContent";
    }

    private String text(String id) {
        return browser.evaluate("document.getElementById('" + id + "').innerText").asText();
    }

    private void awaitThat(String what, String condition) {
        await(what)
                .atMost(Installation.ENOUGH)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> browser.evaluate(condition).asBoolean());
    }
}
