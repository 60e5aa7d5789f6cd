package io.nodenet.cli;

import io.nodenet.ConfigurationException;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.identity.UserPaths;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Read the values of options; what they refuse is wrong use. */
final class Converters {
    private Converters() {}

    /** Reads {@code HOST:PORT}; {@code :PORT} means all interfaces. */
    static final class Listen implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            return refusing(HostPort::parse, text.startsWith(":") ? "0.0.0.0" + text : text);
        }
    }

    /** Reads {@code HOST:PORT}. */
    static final class Address implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            return refusing(HostPort::parse, text);
        }
    }

    /** Reads anchors separated by commas, possibly none. */
    static final class Anchors implements ITypeConverter<AnchorList> {
        @Override
        public AnchorList convert(String text) {
            return new AnchorList(refusing(AnchorEntry::parseList, text));
        }
    }

    /**
     * The value of one option {@code --anchor}.
     *
     * @param entries the anchors, possibly none
     */
    record AnchorList(List<AnchorEntry> entries) {}

    /** Reads the seed of an identity. */
    static final class Seed implements ITypeConverter<Identity> {
        @Override
        public Identity convert(String text) {
            try {
                return Identity.fromSeed(HexFormat.of().parseHex(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("a seed has 64 hexadecimal digits");
            }
        }
    }

    /** Reads the path of a file; {@code ~} at its start is the home directory. */
    static final class File implements ITypeConverter<Path> {
        @Override
        public Path convert(String text) {
            return refusing(UserPaths.ofProcess()::read, text);
        }
    }

    private static <T> T refusing(Function<String, T> parser, String text) {
        try {
            return parser.apply(text);
        } catch (ConfigurationException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
