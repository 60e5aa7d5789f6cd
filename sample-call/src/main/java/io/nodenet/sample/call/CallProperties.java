package io.nodenet.sample.call;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the telephone itself.
 *
 * @param rings the ringing time before a call is abandoned
 */
@ConfigurationProperties("call")
public record CallProperties(@DefaultValue("30s") Duration rings) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public CallProperties {
        if (rings.compareTo(Duration.ofSeconds(1)) < 0 || rings.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("call.rings must be 1s to 5m, not " + rings);
        }
    }
}
