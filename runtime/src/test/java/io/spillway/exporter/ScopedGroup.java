package io.spillway.exporter;

import java.util.Map;
import org.apache.flink.metrics.CharacterFilter;
import org.apache.flink.metrics.LogicalScopeProvider;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** A group as reporters get it: with a scope and with variables. */
final class ScopedGroup extends UnregisteredMetricsGroup implements LogicalScopeProvider {
    private final String scope;
    private final Map<String, String> variables;

    /**
     * @param scope its parts, separated by dots
     * @param variables with their keys in angle brackets, as Flink has them
     */
    ScopedGroup(String scope, Map<String, String> variables) {
        this.scope = scope;
        this.variables = variables;
    }

    @Override
    public Map<String, String> getAllVariables() {
        return variables;
    }

    @Override
    public String getLogicalScope(CharacterFilter filter) {
        return getLogicalScope(filter, '.');
    }

    @Override
    public String getLogicalScope(CharacterFilter filter, char delimiter) {
        return filter.filterCharacters(scope.replace('.', delimiter));
    }

    @Override
    public MetricGroup getWrappedMetricGroup() {
        return this;
    }
}
