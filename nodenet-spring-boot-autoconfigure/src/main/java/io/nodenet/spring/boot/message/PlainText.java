package io.nodenet.spring.boot.message;

/** Makes untrusted text safe to display and log. */
public final class PlainText {
    private PlainText() {}

    /**
     * Returns a text truncated and on one line, with a question mark for each character that is invisible or rearranges other text.
     *
     * @param maxCharacters the maximum number of characters, counted as code points
     */
    public static String oneLine(String text, int maxCharacters) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(maxCharacters).forEach(point -> line.appendCodePoint(isHidden(point) ? '?' : point));
        return line.toString();
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
