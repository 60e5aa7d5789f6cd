package io.nodenet.sample.common.web;

import io.nodenet.sample.common.RefusedException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Converts refusals to problem documents (RFC 9457) whose detail the page shows. */
@RestControllerAdvice
public class Problems extends ResponseEntityExceptionHandler {
    @ExceptionHandler
    ProblemDetail refused(RefusedException refusal) {
        HttpStatus status =
                switch (refusal.reason()) {
                    case UNKNOWN_CONTACT -> HttpStatus.NOT_FOUND;
                    case CONFLICT -> HttpStatus.CONFLICT;
                    case FULL -> HttpStatus.TOO_MANY_REQUESTS;
                    case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
                };
        return ProblemDetail.forStatusAndDetail(status, String.valueOf(refusal.getMessage()));
    }
}
