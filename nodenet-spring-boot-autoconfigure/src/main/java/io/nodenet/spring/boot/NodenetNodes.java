package io.nodenet.spring.boot;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;

/**
 * The nodes of an application by their names, and the beans that each of them has: {@value #DEFAULT} is that of {@code nodenet.*}, further
 * ones are those of {@code nodenet.nodes.<name>.*}, whose beans have the name as a qualifier. Thread-safe.
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

    /** Returns the names of all nodes but {@value #DEFAULT}, in their order; most applications have none. */
    public List<String> further() {
        return further;
    }

    /**
     * Returns what is for a node: of the beans of a type the one that is qualified with its name, else the one that is for all nodes.
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
     * Checks that there is a node.
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
