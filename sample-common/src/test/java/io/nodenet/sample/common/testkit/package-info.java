/** What tests of the samples share: a browser, processes that start fast, free ports, databases, an anchor. */
@NullMarked
package io.nodenet.sample.common.testkit;

import org.jspecify.annotations.NullMarked;
