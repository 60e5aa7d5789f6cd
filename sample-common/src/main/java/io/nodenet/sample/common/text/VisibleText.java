package io.nodenet.sample.common.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Checks that a text shows all of its characters in order, without hidden or reordering ones.
 *
 * <p>Refused are control and format characters (including all that set the direction of text), line separators, and characters that Unicode
 * displays as nothing. Two kinds have a visible effect and are accepted where they have it: joiners, within scripts whose letters join and
 * between pictures, and selectors of the variant of a picture.
 */
final class VisibleText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int TEXT_VARIANT = 0xFE0E;
    private static final int PICTURE_VARIANT = 0xFE0F;

    private static final Set<UnicodeScript> JOINED_SCRIPTS = EnumSet.of(
            UnicodeScript.ARABIC,
            UnicodeScript.BENGALI,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.GUJARATI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.ORIYA,
            UnicodeScript.SINHALA,
            UnicodeScript.SYRIAC,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU);

    private VisibleText() {}

    /** Returns whether the text has visible characters and no others. */
    static boolean isVisible(String text) {
        int[] points = text.codePoints().toArray();
        boolean shown = false;
        for (int i = 0; i < points.length; i++) {
            if (isHidden(points[i]) && !hasEffect(points, i)) {
                return false;
            }
            shown |= !isHidden(points[i]) && !Character.isSpaceChar(points[i]);
        }
        return shown;
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> isIgnorable(point);
        };
    }

    /**
     * Returns whether a code point of another category is displayed as nothing (Default_Ignorable_Code_Point), or is the empty Braille
     * cell.
     */
    private static boolean isIgnorable(int point) {
        return point == 0x034F // grapheme joiner
                || isIn(point, 0x115F, 0x1160) // Hangul fillers
                || isIn(point, 0x17B4, 0x17B5) // Khmer inherent vowels
                || isIn(point, 0x180B, 0x180F) // Mongolian selectors
                || point == 0x2065
                || point == 0x2800 // Braille pattern blank
                || point == 0x3164 // Hangul filler
                || isIn(point, 0xFE00, 0xFE0F) // selectors
                || point == 0xFFA0 // halfwidth Hangul filler
                || isIn(point, 0xFFF0, 0xFFF8)
                || isIn(point, 0xE0000, 0xE0FFF); // tags and further selectors
    }

    private static boolean isIn(int point, int first, int last) {
        return point >= first && point <= last;
    }

    private static boolean hasEffect(int[] points, int at) {
        if (at == 0) {
            return false;
        }
        int before = points[at - 1];
        int after = at + 1 < points.length ? points[at + 1] : -1;
        return switch (points[at]) {
            case TEXT_VARIANT, PICTURE_VARIANT -> isPicture(before) || isKeycap(before, after);
            case ZERO_WIDTH_NON_JOINER -> isJoined(before) && isJoined(after);
            case ZERO_WIDTH_JOINER ->
                (isJoined(before) && isJoined(after)) || (endsPicture(before) && isPicture(after));
            default -> false;
        };
    }

    private static boolean isJoined(int point) {
        return point >= 0 && JOINED_SCRIPTS.contains(UnicodeScript.of(point));
    }

    private static boolean endsPicture(int point) {
        return isPicture(point) || point == PICTURE_VARIANT || Character.getType(point) == Character.MODIFIER_SYMBOL;
    }

    private static boolean isPicture(int point) {
        int type = point < 0 ? Character.CONTROL : Character.getType(point);
        return type == Character.OTHER_SYMBOL || type == Character.MATH_SYMBOL || type == Character.UNASSIGNED;
    }

    /** Returns whether a selector is part of a keycap sequence, such as 1 with U+FE0F and U+20E3. */
    private static boolean isKeycap(int before, int after) {
        return after == 0x20E3 && (Character.isDigit(before) || before == '#' || before == '*');
    }
}
