package io.nodenet.sample.common.access;

import io.nodenet.sample.common.PageProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers refused requests with a problem document (RFC 9457) that gives the reason. */
@Component
final class Refusals implements RequestRejectedHandler, AccessDeniedHandler {
    private final PageProperties properties;
    private final PageHeaders headers;
    private final JacksonJsonHttpMessageConverter converter = new JacksonJsonHttpMessageConverter(JsonMapper.builder());

    Refusals(PageProperties properties, PageHeaders headers) {
        this.properties = properties;
        this.headers = headers;
    }

    /** The firewall stopped the request, so no filter has written the headers yet. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejection)
            throws IOException {
        headers.writeHeaders(request, response);
        if (properties.isServedAs(request.getServerName())) {
            answer(response, HttpStatus.BAD_REQUEST, "This is not a request that a browser would send");
        } else {
            answer(response, HttpStatus.MISDIRECTED_REQUEST, "This host name is not served: open http://localhost");
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denial)
            throws IOException {
        answer(
                response,
                HttpStatus.FORBIDDEN,
                denial instanceof CsrfException
                        ? "The token is missing or old: read it from /api/self"
                        : "The request came from another page");
    }

    void answer(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        converter.write(
                ProblemDetail.forStatusAndDetail(status, detail),
                MediaType.APPLICATION_PROBLEM_JSON,
                new ServletServerHttpResponse(response));
    }
}
