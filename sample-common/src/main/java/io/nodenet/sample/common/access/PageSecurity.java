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
 * Admits only the sample's own page.
 *
 * <p>The Host header must be a local name, which excludes rebound names of foreign pages. The origin reported by the browser must be this
 * one. A request that changes something must also carry a token that only the own page can read, and a small body of known length. There is
 * no login and no session: the page belongs to the user of this machine.
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

    /** Without one, Boot would create a user and print the password. */
    @Bean
    AuthenticationManager nobody() {
        return login -> {
            throw new BadCredentialsException("There are no users");
        };
    }
}
