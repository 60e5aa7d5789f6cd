package io.nodenet.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * The three standard streams of a command, so that tests can run it on others.
 *
 * @param in the input of the user or the controlling program
 * @param out results only
 * @param err everything intended for people
 * @param isAttended returns whether a user is present who wants to see the progress
 */
record Streams(Reader in, PrintWriter out, PrintWriter err, BooleanSupplier isAttended) {
    /**
     * Takes over the streams of the process, in UTF-8 regardless of the locale. Everything else that prints to standard output is
     * redirected to standard error, to keep the former clean for the console.
     */
    static Streams ofProcess() {
        Reader in = new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        System.setOut(new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Streams(in, utf8(new FileOutputStream(FileDescriptor.out)), utf8(err), Terminal::isAttached);
    }

    private static PrintWriter utf8(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
