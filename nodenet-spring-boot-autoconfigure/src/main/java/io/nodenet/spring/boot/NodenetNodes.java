package io.nodenet.spring.boot;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;

/**
 * The nodes of an application by name, and the beans of each: {@value #DEFAULT} is configured by {@code nodenet.*}, further nodes by {@code
 * nodenet.nodes.<name>.*}; the beans of a further node are qualified with its name. Thread-safe.
 */
public final class NodenetNodes {
    /** The name of the node that every application has. */
    public static final String DEFAULT = "default";

    private final ListableBeanFactory beans;
    private final List<String> further;

    /**
     * Creates the nodes of an application.
     *
     * @param further the names of further nodes
     */
    public NodenetNodes(ListableBeanFactory beans, Collection<String> further) {
        this.beans = beans;
        this.further = List.copyOf(further);
    }

    /** Returns the names of all nodes except {@value #DEFAULT}, in order; most applications have none. */
    public List<String> further() {
        return further;
    }

    /**
     * Returns the bean of a type for a node: the one qualified with the name of the node, otherwise the one for all nodes.
     *
     * @throws IllegalArgumentException if there is no node of this name; the message names the remedy
     * @throws org.springframework.beans.factory.NoSuchBeanDefinitionException if there is no such bean, or more than one
     */
    public <T> T get(String node, Class<T> type) {
        require(node);
        if (node.equals(DEFAULT)) {
            return beans.getBean(type);
        }
        Map<String, T> own = BeanFactoryAnnotationUtils.qualifiedBeansOfType(beans, type, node);
        if (own.size() > 1) {
            throw new NoUniqueBeanDefinitionException(type, own.keySet());
        }
        Iterator<T> one = own.values().iterator();
        return one.hasNext() ? one.next() : beans.getBean(type);
    }

    /**
     * Checks that a node exists.
     *
     * @throws IllegalArgumentException if there is none of this name; the message names the remedy
     */
    public void require(String node) {
        if (!node.equals(DEFAULT) && !further.contains(node)) {
            throw new IllegalArgumentException(
                    "No node is named \"" + node + "\": set the properties of one below nodenet.nodes." + node
                            + ", or name " + DEFAULT + (further.isEmpty() ? "" : ", " + String.join(", ", further)));
        }
    }
}
