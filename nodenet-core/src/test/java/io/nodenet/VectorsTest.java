package io.nodenet;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class VectorsTest {
    private final Vectors vectors = Vectors.load("pow.json");

    @Test
    void fieldThatNoTestReadsIsAFailure() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> vectors.each("leading_zeros", row -> row.string("id")))
                .withMessageContaining("leading_zeros[0] leaves unchecked: [bits]");
    }

    @Test
    void failureNamesFileArrayAndRow() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> vectors.each("mint", row -> {
                    if (row.ignore(row.names().toArray(String[]::new)).integer("difficulty") > 0) {
                        throw new AssertionError("wrong");
                    }
                }))
                .withMessageMatching("(?s)pow.json → mint\\[\\d+] .*wrong");
    }

    @Test
    void missingArrayAndMissingFileAreFailures() {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> vectors.each("absent", row -> {}));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Vectors.load("absent.json"));
    }
}
