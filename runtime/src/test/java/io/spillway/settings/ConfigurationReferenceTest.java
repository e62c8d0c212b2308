package io.spillway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final Path PAGE =
            Path.of("..", "docs", "reference", "configuration.md").toAbsolutePath().normalize();

    @Test
    void theCommittedPageIsWhatTheCodeSays() throws IOException {
        String page = ConfigurationReference.markdown();
        if (Boolean.getBoolean("reference.update")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("%s; its first lines say how to update it", PAGE)
                .isEqualTo(page);
    }

    @Test
    void noKeyIsDeclaredTwice() {
        assertThat(
                        SettingCatalog.settings().stream()
                                .map(Setting::key)
                                .collect(Collectors.toList()))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }
}
