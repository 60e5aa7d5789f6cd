/**
 * The demonstration behind {@code ./demo}: three nodes in processes of their own, driven through their consoles, as any other
 * program would drive them. Imports nothing of {@code io.nodenet.cli}.
 */
@NullMarked
package io.nodenet.cli.demo;

import org.jspecify.annotations.NullMarked;
