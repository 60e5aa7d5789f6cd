package io.nodenet.fact;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nodenet.ConfigurationException;
import io.nodenet.kad.NodeId;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/** Parses random texts as bootstrap entries: what is accepted prints to a text that parses to the same. */
@Tag("fuzz")
class AnchorEntryFuzzTest {
    private static final String PREFIX = "7".repeat(2 * NodeId.LENGTH) + "@";

    @FuzzTest
    void parsesWhatItPrints(FuzzedDataProvider data) {
        String text = (data.consumeBoolean() ? PREFIX : "") + data.consumeRemainingAsString();
        try {
            AnchorEntry entry = AnchorEntry.parse(text);
            assertThat(AnchorEntry.parse(entry.toString())).isEqualTo(entry);
            assertThat(entry.address().port()).isBetween(1, 65_535);
        } catch (ConfigurationException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @FuzzTest
    void parsesTheListsThatItPrints(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString().replace("@", PREFIX);
        try {
            List<AnchorEntry> entries = AnchorEntry.parseList(text);
            String printed = entries.stream().map(Object::toString).collect(Collectors.joining(","));
            assertThat(entries.size())
                    .isLessThanOrEqualTo(
                            1 + (int) text.chars().filter(c -> c == ',').count());
            assertThat(AnchorEntry.parseList(printed)).isEqualTo(entries);
        } catch (ConfigurationException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
