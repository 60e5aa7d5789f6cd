package io.nodenet;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/**
 * One file of golden vectors, read from the directory that the system property {@code nodenet.vectors} names.
 *
 * <p>A module without a copy of its own reads the one in the test jar. {@link #each} insists that every field of every row is read,
 * so that nothing recorded goes unchecked.
 */
public final class Vectors {
    private static final Path DEFAULT_DIRECTORY = Path.of("src", "test", "resources", "vectors");
    private static final Set<String> COMMENTS = Set.of("name", "note", "about", "why", "text");
    private static final HexFormat HEX = HexFormat.of();

    private final String file;
    private final Row root;

    private Vectors(String file, Row root) {
        this.file = file;
        this.root = root;
    }

    /** Loads a file such as {@code frames.json}. */
    public static Vectors load(String file) {
        try (InputStream in = open(file)) {
            return new Vectors(file, new Row(JSON.std.mapFrom(in)));
        } catch (IOException e) {
            throw new AssertionError("Vectors " + file + " cannot be read", e);
        }
    }

    /** Returns whether these are the vectors of the tree: only of them is it known which cases occur, not of another directory. */
    public static boolean areThoseOfTheTree() {
        return directory().endsWith(DEFAULT_DIRECTORY);
    }

    private static Path directory() {
        return Path.of(System.getProperty("nodenet.vectors", DEFAULT_DIRECTORY.toString()));
    }

    private static InputStream open(String file) throws IOException {
        Path directory = directory();
        InputStream packaged = Vectors.class.getResourceAsStream("/vectors/" + file);
        if (!Files.isDirectory(directory) && directory.endsWith(DEFAULT_DIRECTORY) && packaged != null) {
            return packaged;
        }
        return Files.newInputStream(directory.resolve(file));
    }

    /** Decodes hexadecimal digits. */
    public static byte[] unhex(String digits) {
        return HEX.parseHex(digits);
    }

    /** Returns the lower-case hexadecimal digits of bytes. */
    public static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    /** Returns the lower-case hexadecimal digits of a range. */
    public static String hex(byte[] bytes, int offset, int length) {
        return HEX.formatHex(bytes, offset, offset + length);
    }

    /** Returns the names of everything in the file but its own name and comments. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(root.fields.keySet());
        names.remove("file");
        names.removeAll(COMMENTS);
        return names;
    }

    /** Returns the file as one row. */
    public Row root() {
        return root;
    }

    /** Runs a test on every row of an array; fails if one is missing, or leaves a field unread that is no comment. */
    public void each(String array, RowTest test) {
        List<Row> rows = root.rows(array);
        if (rows.isEmpty()) {
            throw new AssertionError(file + " → " + array + " is empty");
        }
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            try {
                test.run(row);
            } catch (Throwable e) {
                throw new AssertionError(file + " → " + array + '[' + i + "] " + row + ": " + e.getMessage(), e);
            }
            Set<String> unread = row.unread();
            if (!unread.isEmpty()) {
                throw new AssertionError(file + " → " + array + '[' + i + "] leaves unchecked: " + unread);
            }
        }
    }

    /** What is asserted about one row. */
    @FunctionalInterface
    public interface RowTest {
        void run(Row row) throws Exception;
    }

    /** One JSON object, which remembers what was read of it. */
    public static final class Row {
        private static final int SHOWN = 400;

        private final Map<String, Object> fields;
        private final Set<String> read = new HashSet<>();
        private final Map<String, List<Row>> nested = new HashMap<>();

        private Row(Map<String, Object> fields) {
            this.fields = fields;
        }

        /** Returns whether a field is there and not null; counts as reading it. */
        public boolean has(String name) {
            read.add(name);
            return fields.get(name) != null;
        }

        /** Returns the names of all fields. */
        public Set<String> names() {
            return new TreeSet<>(fields.keySet());
        }

        /** Marks fields as read that a test leaves alone on purpose. */
        public Row ignore(String... names) {
            read.addAll(List.of(names));
            return this;
        }

        public String string(String name) {
            return (String) get(name);
        }

        /** Decodes a field of hexadecimal digits. */
        public byte[] bytes(String name) {
            return unhex(string(name));
        }

        public int integer(String name) {
            return ((Number) get(name)).intValue();
        }

        /** Returns a 64-bit integer, written as a number or as a decimal string; unsigned ones wrap around. */
        public long int64(String name) {
            return new BigInteger(get(name).toString()).longValue();
        }

        public double decimal(String name) {
            return ((Number) get(name)).doubleValue();
        }

        /** Returns a flag; one that is not there is false. */
        public boolean flag(String name) {
            return has(name) && (Boolean) get(name);
        }

        /** Returns a nested object. */
        public Row row(String name) {
            return nested.computeIfAbsent(name, n -> List.of(toRow(get(n)))).get(0);
        }

        /** Returns an array of objects. */
        public List<Row> rows(String name) {
            return nested.computeIfAbsent(
                    name, n -> list(n).stream().map(Row::toRow).toList());
        }

        /** Returns an array of strings. */
        public List<String> strings(String name) {
            return list(name).stream().map(String.class::cast).toList();
        }

        /** Returns an array as it was parsed. */
        public List<?> list(String name) {
            return (List<?>) get(name);
        }

        private Object get(String name) {
            read.add(name);
            @Nullable Object value = fields.get(name);
            if (value == null) {
                throw new AssertionError("There is no field " + name + " in " + this);
            }
            return value;
        }

        @SuppressWarnings("unchecked")
        private static Row toRow(Object value) {
            return new Row((Map<String, Object>) value);
        }

        private Set<String> unread() {
            Set<String> unread = new TreeSet<>(fields.keySet());
            unread.removeAll(read);
            unread.removeAll(COMMENTS);
            List<String> below = new ArrayList<>();
            nested.forEach((name, rows) ->
                    rows.forEach(row -> row.unread().forEach(field -> below.add(name + '.' + field))));
            unread.addAll(below);
            return unread;
        }

        @Override
        public String toString() {
            String text = fields.toString();
            return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
        }
    }
}
