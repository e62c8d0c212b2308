package io.spillway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.spillway.charts.PngSurface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportWriterTest {

    @TempDir Path directory;

    @Test
    void writesThePageTheNumbersAndThePictures() throws IOException {
        assumeThat(PngSurface.problemWithText()).as("why this JVM can't draw text").isEmpty();
        Path fresh = directory.resolve("a/b");

        List<Path> written = ReportWriter.write(SineRecording.of(60, 30), fresh);

        assertThat(written.stream().map(path -> path.getFileName().toString()))
                .containsExactly(
                        "report.html",
                        "report.json",
                        "overview.png",
                        "lag.png",
                        "throughput.png",
                        "load.png",
                        "taskmanagers.png");
        try (Stream<Path> files = Files.list(fresh)) {
            assertThat(files).containsExactlyInAnyOrderElementsOf(written);
        }
        assertThat(written).allSatisfy(path -> assertThat(path).isNotEmptyFile());
    }

    @Test
    void writesTheSameBytesForTheSameRun() throws IOException {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");
        ReportWriter.write(SineRecording.of(90, 30), one);
        ReportWriter.write(SineRecording.of(90, 30), other);

        for (String name : List.of("report.html", "report.json")) {
            assertThat(one.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
        }
    }

    @Test
    void replacesAnEarlierReportAndKeepsOutOfItsWay() throws IOException {
        ReportWriter.write(SineRecording.of(90, 30), directory);
        Path json = directory.resolve("report.json");
        byte[] before = Files.readAllBytes(json);
        Files.writeString(directory.resolve("mine.txt"), "kept");

        ReportWriter.write(SineRecording.of(60, 30), directory);

        assertThat(Files.readAllBytes(json)).isNotEqualTo(before);
        assertThat(directory.resolve("mine.txt")).hasContent("kept");
    }

    @Test
    void leavesPermissionsToTheUser() throws IOException {
        Path mine = Files.writeString(Files.createFile(directory.resolve("mine")), "x");

        ReportWriter.write(SineRecording.of(60, 30), directory);

        assertThat(Files.getPosixFilePermissions(directory.resolve("report.html")))
                .isEqualTo(Files.getPosixFilePermissions(mine));
    }

    @Test
    void leavesNothingHalfDoneBehind() throws IOException {
        Files.createDirectories(directory.resolve("report.json/in-the-way"));

        assertThatThrownBy(() -> ReportWriter.write(SineRecording.of(60, 30), directory))
                .isInstanceOf(IOException.class);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("report.html", "report.json");
        }
    }
}
