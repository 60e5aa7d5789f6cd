package io.nodenet.sample.messenger.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodenet.sample.messenger.MessengerProperties;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class AccessFilterTest {
    private final CsrfToken token = new CsrfToken();
    private final AccessFilter filter = new AccessFilter(
            new MessengerProperties(
                    "Alice",
                    List.of("localhost"),
                    8,
                    new MessengerProperties.Resend(Duration.ofSeconds(1), Duration.ofSeconds(30))),
            token);

    /** Posts a body, and returns the status. */
    private int post(int bytes) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/contacts");
        request.addHeader(HttpHeaders.HOST, "localhost:8080");
        request.addHeader(CsrfToken.HEADER, token.value());
        request.setContent(new byte[bytes]);
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        filter.doFilter(request, response, chain);
        assertThat(chain.getRequest() != null).as("is served").isEqualTo(response.getStatus() == 200);
        return response.getStatus();
    }

    @Test
    void aBodyOf32768BytesIsServedAndOneByteMoreIsRefused() throws Exception {
        assertThat(post(32_768)).isEqualTo(200);
        assertThat(post(32_769)).isEqualTo(413);
    }
}
