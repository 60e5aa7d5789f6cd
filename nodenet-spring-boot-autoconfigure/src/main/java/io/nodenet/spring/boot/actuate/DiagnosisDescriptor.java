package io.nodenet.spring.boot.actuate;

import io.nodenet.diagnosis.Diagnosis;
import io.nodenet.diagnosis.Finding;
import io.nodenet.diagnosis.Level;
import io.nodenet.metrics.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A diagnosis, as shown by the endpoint, with the fields of {@code nodenet doctor --json}.
 *
 * @param ok the number of findings without a fault
 * @param unknown the number of findings with too little information to judge
 * @param warning the number of findings that impair the node
 * @param problem the number of findings that keep the node from working
 * @param findings one for each check
 */
public record DiagnosisDescriptor(int ok, int unknown, int warning, int problem, List<FindingDescriptor> findings)
        implements OperationResponseBody {
    /**
     * A finding, as shown by the endpoint.
     *
     * @param id its stable ID
     * @param level its severity
     * @param summary the finding in one sentence
     * @param evidence the observations it is based on
     * @param remedy the suggested change, null if none is needed
     */
    public record FindingDescriptor(
            String id,
            String level,
            String summary,
            List<String> evidence,
            @Nullable String remedy) {
        static FindingDescriptor of(Finding finding) {
            return new FindingDescriptor(
                    finding.id(), Labels.of(finding.level()), finding.summary(), finding.evidence(), finding.remedy());
        }
    }

    static DiagnosisDescriptor of(Diagnosis diagnosis) {
        return new DiagnosisDescriptor(
                diagnosis.count(Level.OK),
                diagnosis.count(Level.UNKNOWN),
                diagnosis.count(Level.WARNING),
                diagnosis.count(Level.PROBLEM),
                diagnosis.findings().stream().map(FindingDescriptor::of).toList());
    }
}
