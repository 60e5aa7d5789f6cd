package io.nodenet.cli.demo;

import java.util.function.Consumer;

/**
 * Where the messages for the two guests go.
 *
 * @param alice takes the payloads that reach Alice
 * @param bob takes the payloads that reach Bob
 */
record Inboxes(Consumer<byte[]> alice, Consumer<byte[]> bob) {}
