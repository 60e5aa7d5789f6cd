/** The documents that two messengers exchange: four kinds of envelopes as small JSON documents. */
@NullMarked
package io.nodenet.sample.messenger.envelope;

import org.jspecify.annotations.NullMarked;
