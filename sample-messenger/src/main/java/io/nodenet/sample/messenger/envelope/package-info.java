/** What two messengers say to each other: four kinds of envelopes as small JSON documents. */
@NullMarked
package io.nodenet.sample.messenger.envelope;

import org.jspecify.annotations.NullMarked;
