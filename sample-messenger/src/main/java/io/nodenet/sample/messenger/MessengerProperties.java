package io.nodenet.sample.messenger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the messenger itself.
 *
 * @param callPage the page of the call sample, to which a chat links; no link if unset
 * @param resend the resending of messages
 */
@ConfigurationProperties("messenger")
public record MessengerProperties(
        @Nullable CallPage callPage, @DefaultValue Resend resend) {
    /** Returns the address of the call page, null if there is none. */
    public @Nullable String callPageAddress() {
        return callPage == null ? null : callPage.address();
    }

    /**
     * The resending of messages until they are acknowledged.
     *
     * @param base the first wait, doubled each time
     * @param cap the longest wait
     */
    public record Resend(
            @DefaultValue("1s") Duration base,
            @DefaultValue("30s") Duration cap) {}
}
