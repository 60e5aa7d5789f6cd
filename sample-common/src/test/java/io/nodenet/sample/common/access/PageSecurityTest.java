package io.nodenet.sample.common.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import io.nodenet.sample.common.PageProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

/** Who may use the page, through the whole chain of Spring Security. */
@SpringBootTest(
        classes = PageSecurityTest.Sample.class,
        properties = {
            "nodenet.enabled=false",
            "sample.directory=target/page",
            "spring.flyway.enabled=false",
            "page.content-security.media-src='self' blob:",
            "page.content-security.connect-src='self' data:",
            "page.permissions.camera=(self)"
        })
class PageSecurityTest {
    private static final String HOST = "localhost:8080";
    private static final String HEADER = "X-CSRF-Token";

    @Autowired
    private WebApplicationContext context;

    private MockMvc mvc;

    /** A sample with one page that can be read and changed. */
    @EnableAutoConfiguration
    @EnableConfigurationProperties(PageProperties.class)
    @Import({PageSecurity.class, PageHeaders.class, Refusals.class, Resource.class})
    static class Sample {}

    @RestController
    static class Resource {
        @GetMapping("/api/self")
        String token(CsrfToken token) {
            return token.getToken();
        }

        @PostMapping("/api/contacts")
        void change() {}
    }

    @BeforeEach
    void start() {
        mvc = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build();
    }

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    private MockHttpServletResponse read(String host, String... headers) throws Exception {
        return send(with(get("http://" + host + "/api/self").header("Host", host), headers));
    }

    private static MockHttpServletRequestBuilder with(MockHttpServletRequestBuilder request, String... headers) {
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            request.header(parts[0], parts[1]);
        }
        return request;
    }

    private String token() throws Exception {
        return read(HOST).getContentAsString();
    }

    private int change(@Nullable String token, int bytes, String... headers) throws Exception {
        MockHttpServletRequestBuilder request = with(
                post("http://" + HOST + "/api/contacts").header("Host", HOST).content(new byte[bytes]), headers);
        return send(token == null ? request : request.header(HEADER, token)).getStatus();
    }

    @Test
    void aBodyOf32768BytesIsServedAndOneByteMoreIsRefused() throws Exception {
        assertThat(change(token(), 32_768)).isEqualTo(200);
        assertThat(change(token(), 32_769)).isEqualTo(413);
        assertThat(change(token(), 1, "Transfer-Encoding: chunked")).isEqualTo(411);
    }

    @Test
    void aChangeNeedsTheTokenThatThePageReads() throws Exception {
        assertThat(change(token(), 0)).isEqualTo(200);
        assertThat(change(null, 0)).isEqualTo(403);
        assertThat(change("0".repeat(64), 0)).isEqualTo(403);
    }

    @Test
    void aCookieOfAnotherPortIsNoToken() throws Exception {
        String own = "X".repeat(64);
        assertThat(change(own, 0, "Cookie: XSRF-TOKEN=" + own + "; JSESSIONID=1"))
                .isEqualTo(403);
        assertThat(read(HOST).getHeader("Set-Cookie")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8082", "http://evil.example", "null", "https://localhost:8080"})
    void aWebSocketOfAnotherOriginIsNotOpened(String origin) throws Exception {
        String[] handshake = {"Upgrade: websocket", "Connection: Upgrade", "Sec-Fetch-Mode: websocket"};
        assertThat(send(with(get("http://" + HOST + "/api/self").header("Host", HOST), handshake)
                                .header("Origin", origin))
                        .getStatus())
                .isEqualTo(403);
        assertThat(send(with(get("http://" + HOST + "/api/self").header("Host", HOST), handshake)
                                .header("Origin", "http://" + HOST))
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void aReboundNameIsToldWhichNameIsServed() throws Exception {
        MockHttpServletResponse answer = read("rebound.example:8080");
        assertThat(answer.getStatus()).isEqualTo(421);
        assertThat(answer.getContentType()).isEqualTo("application/problem+json");
        assertThat(answer.getContentAsString())
                .contains("\"status\":421", "\"detail\":\"This host name is not served: open http://localhost\"");
        assertThat(answer.getHeader("Content-Security-Policy")).startsWith("default-src 'none'; script-src 'self'; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "TRACE", "PUT", "PATCH", "PROPFIND"})
    void aMethodThatNoPageNeedsIsRefused(String method) throws Exception {
        assertThat(send(request(HttpMethod.valueOf(method), "http://" + HOST + "/api/self")
                                .header("Host", HOST)
                                .header(HEADER, token()))
                        .getStatus())
                .isEqualTo(400);
    }

    @Test
    void everyAnswerForbidsThePageWhateverItDoesNotNeed() throws Exception {
        MockHttpServletResponse answer = read(HOST);
        assertThat(answer.getHeader("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                        + "connect-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                        + "require-trusted-types-for 'script'; trusted-types 'none'; media-src 'self' blob:");
        assertThat(answer.getHeader("Permissions-Policy"))
                .isEqualTo("camera=(self), microphone=(), geolocation=(), display-capture=()");
        assertThat(answer.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.getHeader("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.getHeader("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(answer.getHeader("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(answer.getHeader("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void thereIsNoUser(@Autowired ApplicationContext context) {
        assertThat(context.getBeanProvider(UserDetailsService.class)).isEmpty();
    }
}
