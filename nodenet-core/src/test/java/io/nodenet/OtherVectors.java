package io.nodenet;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import tools.jackson.jr.ob.JSON;

/**
 * Another set of vectors of the schema of those in the tree: other rows, in another order, under other names, with other identities.
 *
 * <p>What is changed is what the schema leaves open. Rows of an array come in any order and number, sets are unordered, names and notes
 * are for reading only, and a distance stays the same when all identities are moved by the same XOR. The rows of {@code more} are added,
 * file by file and array by array.
 */
final class OtherVectors {
    /** Arrays of texts whose order means nothing. */
    private static final List<String> SETS = List.of("closed", "edges_set", "ids_set", "live_edges");

    /** Files in which only distances of identities count, so that all may be moved. */
    private static final List<String> MOVABLE = List.of("decide.json", "edges.json");

    private static final String NO_CONNECTION = "0".repeat(64);

    private final Random random;
    private final byte[] move = new byte[32];

    OtherVectors(long seed) {
        random = new Random(seed);
        random.nextBytes(move);
    }

    /** Writes the set. */
    void write(Path tree, Path more, Path directory) throws IOException {
        Map<String, Object> additions = JSON.std.mapFrom(Files.readString(more));
        try (Stream<Path> files = Files.list(tree)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                String name = file.getFileName().toString();
                Map<String, Object> changed = new LinkedHashMap<>();
                Map<String, Object> added = object(additions.getOrDefault(name, Map.of()));
                JSON.std.mapFrom(Files.readString(file)).forEach((array, rows) -> changed.put(array, otherRows(rows)));
                added.forEach((array, rows) -> list(changed.get(array)).addAll(list(rows)));
                Object other = MOVABLE.contains(name) ? moved(changed) : changed;
                Files.writeString(directory.resolve(name), JSON.std.asString(other));
            }
        }
    }

    private Object otherRows(Object rows) {
        if (!(rows instanceof List<?> list) || list.isEmpty() || !(list.get(0) instanceof Map)) {
            return rows;
        }
        List<Object> other = new ArrayList<>();
        for (Object row : list) {
            int copies = random.nextInt(3);
            for (int i = 0; i < copies; i++) {
                other.add(renamed(row, true));
            }
        }
        if (other.isEmpty()) {
            other.add(renamed(list.get(0), true));
        }
        Collections.shuffle(other, random);
        return other;
    }

    /** Renames cases and steps, and disorders what has no order. */
    private Object renamed(Object value, boolean isRow) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> renamed(item, false)).collect(toCollection(ArrayList::new));
        }
        if (!(value instanceof Map)) {
            return value;
        }
        Map<String, Object> other = new LinkedHashMap<>();
        object(value).forEach((name, field) -> {
            boolean title = name.equals("note") || name.equals("name") && isRow;
            Object changed = title ? "case " + random.nextInt(1 << 20) : renamed(field, false);
            if (SETS.contains(name)) {
                Collections.shuffle(list(changed), random);
            }
            other.put(name, changed);
        });
        return other;
    }

    private Object moved(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(this::moved).toList();
        }
        if (value instanceof Map) {
            Map<String, Object> other = new LinkedHashMap<>();
            object(value).forEach((name, field) -> other.put(name, moved(field)));
            return other;
        }
        if (value instanceof String text && text.matches("[0-9a-f]{64}") && !text.equals(NO_CONNECTION)) {
            byte[] id = Vectors.unhex(text);
            for (int i = 0; i < id.length; i++) {
                id[i] ^= move[i];
            }
            return Vectors.hex(id);
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
