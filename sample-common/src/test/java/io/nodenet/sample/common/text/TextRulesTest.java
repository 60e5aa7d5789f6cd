package io.nodenet.sample.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x1B, 0x7F, 0x9F, 0x00AD, 0x034F, 0x061C, 0x115F, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D,
                0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2064, 0x2065, 0x2066,
                0x2067, 0x2068, 0x2069, 0x206F, 0x2800, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0x1D173,
                0xE0001, 0xE0041, 0xE0100
            })
    void aNameHasNothingThatHidesOrChangesTheOrder(int point) {
        String hidden = Character.toString(point);
        assertThat(TextRules.isName("Ali" + hidden + "ce")).isFalse();
        assertThat(TextRules.isName(hidden + "Alice")).isFalse();
        assertThat(TextRules.isName("Alice" + hidden)).isFalse();
        assertThat(TextRules.isName(hidden)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Zoë O’Neil-Smith 3rd",
                "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
                "\u0915\u094d\u200d\u0937",
                "\u5c71\u7530\u3000\u592a\u90ce",
                "\u05d3\u05d5\u05d3 \u05db\u05d4\u05df",
                "\u2764\ufe0f",
                "1\ufe0f\u20e3",
                "\ud83d\udc69\ud83c\udffd\u200d\ud83d\udcbb",
                "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
                "\ud83e\udee8"
            })
    void aNameIsOfAnyScriptAndMayHavePictures(String name) {
        assertThat(TextRules.isName(name)).isTrue();
    }

    @Test
    void aNameShowsSomething() {
        assertThat(TextRules.isName("\u00a0\u00a0")).isFalse();
        assertThat(TextRules.isName("\u2003")).isFalse();
    }
}
