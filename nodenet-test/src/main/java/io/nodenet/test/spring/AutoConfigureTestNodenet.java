package io.nodenet.test.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Gives the node of the application under test an in-memory network instead of QUIC, a throwaway identity instead of the user's, and no
 * anchors; everything else is as in production. The bean {@link TestNodenetNetwork} adds peers and advances time. Each application context
 * has its own network.
 *
 * <p>An {@code Identity} bean of the application is used; beans of type {@code TransportFactory} and {@code NodenetConnectionDetails} are
 * ignored.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureTestNodenet {
    /** The difficulty of the network in leading zero bits; each bit doubles the time to create a peer, which is 100 µs without any. */
    @PropertyMapping("nodenet.network.difficulty")
    int difficulty() default 0;
}
