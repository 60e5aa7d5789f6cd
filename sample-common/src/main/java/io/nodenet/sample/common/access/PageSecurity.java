package io.nodenet.sample.common.access;

import io.nodenet.sample.common.PageProperties;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Keeps everybody but the sample's own page away.
 *
 * <p>The Host header must be a local name, which a rebound name of a foreign page is not. What the browser says of the origin must be
 * this one. What changes something must also carry a token that only the own page can read, and a body of stated, small size. There is no
 * login and no session: the page belongs to whoever uses this machine.
 */
@Configuration(proxyBeanMethods = false)
class PageSecurity {
    private static final List<String> METHODS =
            List.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.POST.name(), HttpMethod.DELETE.name());

    @Bean
    StrictHttpFirewall firewall(PageProperties properties) {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHostnames(properties::isServedAs);
        firewall.setAllowedHttpMethods(METHODS);
        return firewall;
    }

    @Bean
    SecurityFilterChain chain(HttpSecurity http, PageHeaders headers, Refusals refusals) {
        return http.headers(all -> all.defaultsDisabled().addHeaderWriter(headers))
                .csrf(csrf -> csrf.csrfTokenRepository(new ProcessToken()))
                .authorizeHttpRequests(requests -> requests.anyRequest().access(new OwnOrigin()))
                .exceptionHandling(handling -> handling.accessDeniedHandler(refusals))
                .addFilterBefore(new BodyLimit(refusals), CsrfFilter.class)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .anonymous(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    /** Without one, Boot would make up a user and print the password. */
    @Bean
    AuthenticationManager nobody() {
        return login -> {
            throw new BadCredentialsException("There are no users");
        };
    }
}
