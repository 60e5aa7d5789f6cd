package io.nodenet.cli;

import io.nodenet.ConfigurationException;
import io.nodenet.address.HostPort;
import io.nodenet.fact.AnchorEntry;
import io.nodenet.identity.Identity;
import io.nodenet.identity.UserPaths;
import io.nodenet.node.Node;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Parse the values of options; invalid values are usage errors. */
final class Converters {
    private Converters() {}

    /** Parses {@code HOST:PORT}; {@code :PORT} means all interfaces. */
    static final class Listen implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            return refusing(HostPort::parse, text.startsWith(":") ? "0.0.0.0" + text : text);
        }
    }

    /** Parses {@code HOST:PORT}. */
    static final class Address implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            return refusing(HostPort::parse, text);
        }
    }

    /** Parses anchors separated by commas, possibly none. */
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
    record AnchorList(List<AnchorEntry> entries) {
        /** Returns the anchors of all options; more than a node can have are a usage error. */
        static List<AnchorEntry> join(CommandSpec command, List<AnchorList> lists) {
            List<AnchorEntry> entries =
                    lists.stream().flatMap(list -> list.entries().stream()).toList();
            long nodes = entries.stream().map(AnchorEntry::id).distinct().count();
            if (nodes > Node.MAX_ANCHORS) {
                throw new ParameterException(
                        command.commandLine(),
                        "--anchor names " + nodes + " nodes, but a node has at most " + Node.MAX_ANCHORS
                                + " anchors: remove some");
            }
            return entries;
        }
    }

    /** Parses the seed of an identity. */
    static final class Seed implements ITypeConverter<Identity> {
        @Override
        public Identity convert(String text) {
            try {
                return Identity.fromSeed(HexFormat.of().parseHex(text));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("a seed must have 64 hexadecimal digits");
            }
        }
    }

    /** Parses the path of a file; a leading {@code ~} is the home directory. */
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
