package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {

    private static final Pattern LOADS =
            Pattern.compile("https?://|src=|href=|url\\(|@import|<link|<iframe");

    @Test
    void loadsNothingElse() {
        String page = ReportPage.of(SineRecording.of(120, 60));

        assertThat(LOADS.matcher(page).find()).isFalse();
    }

    @Test
    void beginsWithTheVerdict() throws Exception {
        Document page = parse(SineRecording.of(120, 60));

        Element first = (Element) page.getElementsByTagName("section").item(0);
        assertThat(first.getAttribute("class")).isEqualTo("verdict well");
        assertThat(first.getTextContent()).contains("Every record was counted exactly once");
    }

    @Test
    void saysWhatWentWrong() throws Exception {
        assertThat(verdict(totals(1000, 3, 0))).isEqualTo("verdict wrong");
        assertThat(verdict(totals(1000, 0, 1))).isEqualTo("verdict wrong");
        assertThat(verdict(totals(1000, -1, 0))).isEqualTo("verdict unclear");
        assertThat(verdict(totals(0, 0, 0))).isEqualTo("verdict unclear");
        assertThat(verdict(totals(1, 0, 0))).isEqualTo("verdict well");
        assertThat(facts(totals(1000, 3, 1))).containsSubsequence("1,000", "3", "1", "12", "2");
    }

    @Test
    void hasEachPanelForWideAndNarrowWithAllMarksAndWords() throws Exception {
        List<Event> events = new ArrayList<>();
        for (Event.Kind kind : Event.Kind.values()) {
            events.add(Recordings.event(1 + events.size(), kind));
        }
        DemoRecording recording =
                Recordings.of(
                        List.of(Recordings.sample(0, 10, 100, 2), Recordings.sample(9, 10, 100, 2)),
                        events,
                        Recordings.GOOD);
        Document page = parse(recording);

        List<Element> panels =
                elements(page, "svg").stream()
                        .filter(svg -> svg.hasAttribute("data-panel"))
                        .toList();
        assertThat(panels).hasSize(8);
        for (Element panel : panels) {
            assertThat(
                            elements(panel, "g").stream()
                                    .filter(g -> g.getAttribute("class").equals("mark"))
                                    .map(g -> g.getAttribute("data-kind")))
                    .containsExactlyElementsOf(
                            Arrays.stream(Event.Kind.values()).map(Enum::name).toList());
            for (String id : panel.getAttribute("aria-labelledby").split(" ", -1)) {
                assertThat(textOfId(page, id)).isNotBlank();
            }
        }
        assertThat(elements(page, "svg")).hasSize(8 + Event.Kind.values().length);
    }

    @Test
    void hasARowForEachMove() throws Exception {
        DemoRecording recording =
                Recordings.of(
                        List.of(),
                        List.of(
                                new Event(5, Event.Kind.DRAIN, "tm-3", "", 512.4, 9L),
                                new Event(5.1, Event.Kind.DRAIN, "tm-4", "", 431.0, 9L),
                                new Event(5.3, Event.Kind.RESCALE, null, "from 4 to 2", 733.0, 9L)),
                        Recordings.GOOD);

        List<Element> rows = elements(parse(recording), "tr");
        Element row =
                rows.stream()
                        .filter(r -> r.getTextContent().contains("tm-3"))
                        .findFirst()
                        .orElseThrow();
        List<String> cells = elements(row, "td").stream().map(Element::getTextContent).toList();

        assertThat(elements(row, "th").get(0).getTextContent()).isEqualTo("0:05");
        assertThat(cells)
                .containsExactly("drain", "tm-3, tm-4", "from 4 to 2", "9", "512 ms", "733 ms");
    }

    @Test
    void escapesWhatOthersWrote() throws Exception {
        String nasty = "</script><b onclick='x()'>&\"\u0007\uD800";
        Sample sample = new Sample(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, Map.of(nasty, 0.5));
        DemoRecording recording =
                new DemoRecording(
                        nasty,
                        Map.of(nasty, nasty),
                        0,
                        List.of(sample),
                        List.of(new Event(0, Event.Kind.DRAIN, nasty, nasty, null)),
                        new Totals(nasty, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

        Document page = parse(recording);

        assertThat(elements(page, "b")).isEmpty();
        assertThat(elements(page, "h1").get(0).getTextContent())
                .isEqualTo("</script><b onclick='x()'>&\"\uFFFD\uFFFD");
        assertThat(elements(page, "script")).hasSize(2);
    }

    @Test
    void carriesTheNumbersForTheScript() throws Exception {
        Document page =
                parse(
                        Recordings.of(
                                List.of(Recordings.sample(2, 10, 100, 2)),
                                List.of(),
                                Recordings.GOOD));

        JsonNode data = new ObjectMapper().readTree(textOfId(page, "data"));
        assertThat(data.get("times").get(0).asDouble()).isEqualTo(2);
        JsonNode lag = data.get("panels").get("lag").get(0);
        assertThat(lag.get("values").get(0).asInt()).isEqualTo(10);
    }

    @Test
    void managesWithNothingOrLittle() throws Exception {
        List<Sample> none = List.of();
        assertThat(parse(Recordings.of(none, List.of(), Recordings.GOOD)).getDocumentElement())
                .isNotNull();
        List<Sample> one = List.of(Recordings.sample(0, 0, 0.1, 1));
        String page = ReportPage.of(Recordings.of(one, List.of(), Recordings.GOOD));
        assertThat(page).doesNotContain("NaN").doesNotContain("Infinity");
        assertThatCode(() -> parse(page)).doesNotThrowAnyException();
    }

    @Test
    void staysSmallForADay() throws Exception {
        String page = ReportPage.of(SineRecording.of(86_400, 14_400));

        assertThat(page.length()).isLessThan(4_000_000);
        assertThatCode(() -> parse(page)).doesNotThrowAnyException();
    }

    @Test
    void isTheSameEverywhere() {
        String here = ReportPage.of(SineRecording.of(120, 60));
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertThat(ReportPage.of(SineRecording.of(120, 60))).isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void usesEachIdOnce() throws Exception {
        Document page = parse(SineRecording.of(120, 60));
        Set<String> ids = new HashSet<>();
        for (Element element : elements(page, "*")) {
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id"))).isTrue();
            }
        }
        assertThat(ids).contains("verdict", "lag-wide-t", "data");
    }

    private static Totals totals(long records, long lost, long duplicated) {
        return new Totals("spillway", records, lost, duplicated, 12, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1);
    }

    private static String verdict(Totals totals) throws Exception {
        Document page = parse(Recordings.of(List.of(), List.of(), totals));
        return elements(page, "section").get(0).getAttribute("class");
    }

    private static List<String> facts(Totals totals) throws Exception {
        Document page = parse(Recordings.of(List.of(), List.of(), totals));
        return elements(elements(page, "section").get(0), "dd").stream()
                .map(Element::getTextContent)
                .toList();
    }

    private static String textOfId(Document page, String id) {
        return elements(page, "*").stream()
                .filter(element -> element.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow()
                .getTextContent();
    }

    private static List<Element> elements(Document page, String name) {
        return elements(page.getDocumentElement(), name);
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Document parse(DemoRecording recording) throws Exception {
        return parse(ReportPage.of(recording));
    }

    private static Document parse(String page) throws Exception {
        DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        return builder.parse(new InputSource(new StringReader(page)));
    }
}
