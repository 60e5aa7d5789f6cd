package io.nodenet.cli;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length; not thread-safe. */
final class LineReader {
    private static final int CHUNK = 8192;

    private final Reader reader;
    private final int maxLength;
    private final char[] chunk = new char[CHUNK];
    private int position;
    private int limit;

    LineReader(Reader reader, int maxLength) {
        this.reader = reader;
        this.maxLength = maxLength;
    }

    /**
     * One line without its line ending.
     *
     * @param text the line, truncated to the maximum length
     * @param tooLong whether it was truncated
     */
    record Line(String text, boolean tooLong) {}

    /** Returns the next line, or null at the end of the input; blocks. */
    @Nullable
    Line next() throws IOException {
        StringBuilder text = new StringBuilder();
        boolean tooLong = false;
        int length = 0;
        while (true) {
            if (position == limit) {
                position = 0;
                limit = Math.max(0, reader.read(chunk, 0, CHUNK));
                if (limit == 0) {
                    return length == 0 ? null : line(text, tooLong);
                }
            }
            int end = position;
            while (end < limit && chunk[end] != '\n') {
                end++;
            }
            int room = Math.min(end - position, maxLength - text.length());
            text.append(chunk, position, room);
            tooLong |= room < end - position;
            length += end - position;
            boolean complete = end < limit;
            position = complete ? end + 1 : end;
            if (complete) {
                return line(text, tooLong);
            }
        }
    }

    private static Line line(StringBuilder text, boolean tooLong) {
        int length = text.length();
        if (length > 0 && text.charAt(length - 1) == '\r') {
            text.setLength(length - 1);
        }
        return new Line(text.toString(), tooLong);
    }
}
