package io.nodenet.spring.boot.listener;

import java.util.function.BiConsumer;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Reports each singleton that is created after all others, such as a lazy one. Added to the bean factory once all non-lazy beans exist, so
 * that it does not cause early initialization.
 */
final class LateBeans implements BeanPostProcessor {
    private final ConfigurableListableBeanFactory beans;
    private final BiConsumer<String, Object> made;

    LateBeans(ConfigurableListableBeanFactory beans, BiConsumer<String, Object> made) {
        this.beans = beans;
        this.made = made;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof FactoryBean<?>) && beans.containsLocalBean(beanName) && beans.isSingleton(beanName)) {
            made.accept(beanName, bean);
        }
        return bean;
    }
}
