package io.nodenet.cli;

import io.nodenet.identity.Identity;
import io.nodenet.kad.NodeId;
import io.nodenet.node.Node;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Runs command lines in this process, with nodes that are not real, and keeps what they say. */
final class CommandLineRunner {
    static final String SEED = "07".repeat(32);
    static final NodeId ID = Identity.fromSeed(HexFormat.of().parseHex(SEED)).nodeId();

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final List<RunOptions> started = new ArrayList<>();
    final FakeNode node = new FakeNode(ID);
    private String input = "";

    CommandLineRunner typing(String lines) {
        input = lines;
        return this;
    }

    CommandLineRunner failingToStart(String message) {
        node.failure = message;
        return this;
    }

    int run(String... arguments) {
        PrintWriter errors = new PrintWriter(err, true);
        Streams streams = new Streams(new StringReader(input), new PrintWriter(out, true), errors, () -> false);
        return Nodenet.commandLine(streams, new SeedFiles(errors), this::build).execute(arguments);
    }

    private Node build(RunOptions options) {
        started.add(options);
        return node;
    }

    /** Returns the lines of standard output. */
    List<String> outLines() {
        return out.toString().lines().toList();
    }

    /** Returns the lines of standard error. */
    List<String> errLines() {
        return err.toString().lines().toList();
    }
}
