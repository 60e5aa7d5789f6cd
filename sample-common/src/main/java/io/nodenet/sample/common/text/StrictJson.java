package io.nodenet.sample.common.text;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads untrusted JSON: within limits, without repeated fields, trailing content, or values of an unexpected type. */
public final class StrictJson {
    private StrictJson() {}

    /**
     * The size limits of a document and its parts.
     *
     * @param bytes the maximum bytes of the document
     * @param string the maximum characters of a value
     * @param name the maximum characters of a field name
     * @param digits the maximum digits of a number
     * @param depth the maximum depth of nesting
     */
    public record Limits(int bytes, int string, int name, int digits, int depth) {}

    /** Returns a builder for a mapper with limits; unknown fields are ignored, so that later versions can add some. */
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
