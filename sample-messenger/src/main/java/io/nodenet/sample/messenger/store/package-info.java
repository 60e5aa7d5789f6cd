/** Contacts and messages in the database, by prepared statements that H2 and PostgreSQL both take. */
@NullMarked
package io.nodenet.sample.messenger.store;

import org.jspecify.annotations.NullMarked;
