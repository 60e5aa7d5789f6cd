package io.nodenet.sample.common.home;

import io.nodenet.sample.common.text.TextRules;
import org.jspecify.annotations.Nullable;

/** Chooses what contact requests call a user who has not said it: the name of the account, or a word for somebody without one. */
final class AccountName {
    /** What a user without an account name is called. */
    static final String NAMELESS = "Somebody";

    /** What the Java runtime says of a user ID without an entry in the password database, as in containers. */
    private static final String NO_ENTRY = "?";

    private AccountName() {}

    /** Returns the account name if it can be the name of a user, {@link #NAMELESS} otherwise. */
    static String orNameless(@Nullable String account) {
        return account == null || account.equals(NO_ENTRY) || !TextRules.isName(account) ? NAMELESS : account;
    }
}
