package io.nodenet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rehearsal for the archive of classes, with real nodes on loopback. */
class RehearseCommandTest {
    @Test
    @Timeout(60)
    void nodeConnectsTalksAndEnds() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PrintWriter errors = new PrintWriter(err, true);
        Streams streams = new Streams(new StringReader(""), new PrintWriter(out, true), errors, () -> false);

        int status = Nodenet.commandLine(streams, new SeedFiles(errors), RunOptions::build)
                .execute("rehearse");

        assertThat(status).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .anyMatch(line -> line.contains("\"event\":\"connected\"") && line.contains("\"step\":\"rendezvous\""))
                .anyMatch(line -> line.contains("\"cmd\":\"sealed\"") && line.contains("\"sent\""))
                .noneMatch(line -> line.contains("\"event\":\"failed\""));
    }
}
