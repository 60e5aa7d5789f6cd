package io.nodenet.spring.boot.actuate;

import io.nodenet.diagnosis.Diagnosis;
import io.nodenet.diagnosis.Finding;
import io.nodenet.diagnosis.Level;
import io.nodenet.metrics.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A diagnosis as the endpoint shows it, with the fields of {@code nodenet doctor --json}.
 *
 * @param ok the number of findings that are as they should be
 * @param unknown the number of findings of which too little is known
 * @param warning the number of findings with which the node works worse than it could
 * @param problem the number of findings with which it does not work
 * @param findings one for each check
 */
public record DiagnosisDescriptor(int ok, int unknown, int warning, int problem, List<FindingDescriptor> findings)
        implements OperationResponseBody {
    /**
     * A finding as the endpoint shows it.
     *
     * @param id its stable ID
     * @param level how bad it is
     * @param summary what is the case
     * @param evidence what tells so
     * @param remedy what to change, null if there is nothing to change
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
