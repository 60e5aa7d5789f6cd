package io.nodenet.sample.messenger.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextRulesTest {
    @Test
    void aTextMayHaveSeveralLinesAndAnyScript() {
        assertThat(TextRules.isText("a\n\tb")).isTrue();
        assertThat(TextRules.isText("\u0645\u0631\u062d\u0628\u0627 \ud83d\ude00"))
                .isTrue();
    }

    @Test
    void whatADatabaseOrAnEncodingCannotHoldIsNoText() {
        assertThat(TextRules.isText("a\u0000")).isFalse();
        assertThat(TextRules.isText("a\u001b[31m")).isFalse();
        assertThat(TextRules.isText("\ud83d")).isFalse();
        assertThat(TextRules.isText("\ude00\ud83d")).isFalse();
    }

    @Test
    void nothingIsNoText() {
        assertThat(TextRules.isText("")).isFalse();
        assertThat(TextRules.isText(" \n")).isFalse();
        assertThat(TextRules.isName("")).isFalse();
    }

    @Test
    void aNameIsOneShortLine() {
        assertThat(TextRules.isName("x".repeat(TextRules.MAX_NAME))).isTrue();
        assertThat(TextRules.isName("x".repeat(TextRules.MAX_NAME + 1))).isFalse();
        assertThat(TextRules.isName("a\nb")).isFalse();
    }
}
