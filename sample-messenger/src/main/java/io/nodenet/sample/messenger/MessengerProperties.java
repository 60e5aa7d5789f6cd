package io.nodenet.sample.messenger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the messenger itself.
 *
 * @param callPage where the page of the sample for calls is, to which a chat links; no link unless it is set
 * @param resend how messages are sent again
 */
@ConfigurationProperties("messenger")
public record MessengerProperties(
        @Nullable CallPage callPage, @DefaultValue Resend resend) {
    /** Returns the address of the page for calls, null if there is none. */
    public @Nullable String callPageAddress() {
        return callPage == null ? null : callPage.address();
    }

    /**
     * How messages are sent again until they are acknowledged.
     *
     * @param base first wait, doubled each time
     * @param cap longest wait
     */
    public record Resend(
            @DefaultValue("1s") Duration base,
            @DefaultValue("30s") Duration cap) {}
}
