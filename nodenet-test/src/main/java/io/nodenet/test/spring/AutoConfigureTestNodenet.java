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
 * Gives the node of the application under test a network in memory instead of QUIC, a throw-away identity instead of the user's, and no
 * anchors; everything else is as in production. The bean {@link TestNodenetNetwork} adds peers and lets time pass. Each application context
 * has a network of its own.
 *
 * <p>An {@code Identity} bean of the application stays; beans of type {@code TransportFactory} and {@code NodenetConnectionDetails} are
 * passed over.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureTestNodenet {
    /** The difficulty of the network in leading zero bits; each bit doubles the time it takes to make a peer, 100 µs without any. */
    @PropertyMapping("nodenet.network.difficulty")
    int difficulty() default 0;
}
