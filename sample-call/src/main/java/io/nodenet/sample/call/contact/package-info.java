/** Who may call, and whom the user may call. */
@NullMarked
package io.nodenet.sample.call.contact;

import org.jspecify.annotations.NullMarked;
