/** Contacts: people who have both agreed to it, after one has asked the other. */
@NullMarked
package io.nodenet.sample.common.contact;

import org.jspecify.annotations.NullMarked;
