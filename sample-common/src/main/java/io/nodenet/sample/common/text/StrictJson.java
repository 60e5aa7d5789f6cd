package io.nodenet.sample.common.text;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON of strangers: within limits, each field once, nothing behind it, and no value of another type in place of the one that is wanted. */
public final class StrictJson {
    private StrictJson() {}

    /**
     * How large a document and its parts may be.
     *
     * @param bytes of the document
     * @param string characters of a value
     * @param name characters of the name of a field
     * @param digits of a number
     * @param depth of nesting
     */
    public record Limits(int bytes, int string, int name, int digits, int depth) {}

    /** Answers what makes a mapper within limits; fields that are not known are left out, so that later versions can have more. */
    public static JsonMapper.Builder within(Limits limits) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxDocumentLength(limits.bytes)
                                .maxStringLength(limits.string)
                                .maxNameLength(limits.name)
                                .maxNumberLength(limits.digits)
                                .maxNestingDepth(limits.depth)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    }
}
