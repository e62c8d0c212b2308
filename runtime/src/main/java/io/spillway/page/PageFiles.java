package io.spillway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** What the page is made of, from this jar and the chart library's; nothing else is served. */
final class PageFiles {
    private static final String LIBRARY = "/META-INF/resources/webjars/uplot/%s/dist/";
    private static final String LIBRARY_VERSION =
            "/META-INF/maven/org.webjars.npm/uplot/pom.properties";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    private final Map<String, PageFile> files = new LinkedHashMap<>();

    PageFiles() {
        add("/", "index.html", "text/html; charset=utf-8");
        add("/page.css", "page.css", STYLE);
        add("/favicon.svg", "favicon.svg", "image/svg+xml");
        for (String module :
                new String[] {
                    "page", "stream", "panels", "chart", "marks", "fleet", "events", "actions",
                    "format"
                }) {
            add("/" + module + ".js", module + ".js", JAVASCRIPT);
        }
        String library = LIBRARY.formatted(libraryVersion());
        add("/lib/uplot.js", library + "uPlot.esm.js", JAVASCRIPT);
        add("/lib/uplot.css", library + "uPlot.min.css", STYLE);
    }

    /** The file at a path of the server. */
    Optional<PageFile> at(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private void add(String path, String resource, String type) {
        files.put(path, new PageFile(type, read(resource)));
    }

    private static String libraryVersion() {
        Properties properties = new Properties();
        try (InputStream in = open(LIBRARY_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = PageFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(resource + " is missing from the class path");
        }
        return in;
    }

    /** A file. */
    static final class PageFile {
        private final String type;
        private final byte[] content;

        private PageFile(String type, byte[] content) {
            this.type = type;
            this.content = content;
        }

        /** Its media type. */
        String type() {
            return type;
        }

        /** Not to be changed. */
        byte[] content() {
            return content;
        }
    }
}
