/** Makes delivery reliable over a network that is not: outbox, inbox and contacts as state machines that receive the time as input. */
@NullMarked
package io.nodenet.sample.messenger.delivery;

import org.jspecify.annotations.NullMarked;
