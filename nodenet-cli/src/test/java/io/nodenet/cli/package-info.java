/** Tests of the command line. */
@NullMarked
package io.nodenet.cli;

import org.jspecify.annotations.NullMarked;
