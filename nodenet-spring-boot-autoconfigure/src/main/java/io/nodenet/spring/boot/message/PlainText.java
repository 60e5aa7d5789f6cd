package io.nodenet.spring.boot.message;

/** Makes texts of strangers fit to be shown and logged. */
public final class PlainText {
    private PlainText() {}

    /**
     * Returns a text of one line, cut, in which everything that cannot be seen or moves other text is a question mark.
     *
     * @param maxCharacters the most characters, counted as code points
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
