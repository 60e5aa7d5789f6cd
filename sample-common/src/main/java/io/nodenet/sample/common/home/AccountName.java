package io.nodenet.sample.common.home;

import io.nodenet.sample.common.text.TextRules;
import org.jspecify.annotations.Nullable;

/** Determines the default name of a user in contact requests: the name of the account, or a word for a user without one. */
final class AccountName {
    /** The name of a user without an account name. */
    static final String NAMELESS = "Somebody";

    /** The value of the Java runtime for a user ID without an entry in the password database, as in containers. */
    private static final String NO_ENTRY = "?";

    private AccountName() {}

    /** Returns the account name if it is valid as a user name, {@link #NAMELESS} otherwise. */
    static String orNameless(@Nullable String account) {
        return account == null || account.equals(NO_ENTRY) || !TextRules.isName(account) ? NAMELESS : account;
    }
}
