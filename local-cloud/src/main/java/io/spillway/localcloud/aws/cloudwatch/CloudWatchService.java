package io.spillway.localcloud.aws.cloudwatch;

import io.spillway.localcloud.aws.api.ApiError;
import io.spillway.localcloud.aws.api.ApiRequest;
import io.spillway.localcloud.aws.api.Parameters;
import io.spillway.localcloud.aws.api.Service;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code PutMetricData} and {@code GetMetricStatistics} (CloudWatch API reference, version
 * 2010-08-01; limits from the user guide, "CloudWatch quotas"). Metrics belong to no resource.
 */
public final class CloudWatchService implements Service {
    private static final int MOST_DATA = 1000;
    private static final int LARGEST_REQUEST = 1024 * 1024;
    private static final int MOST_DATAPOINTS = 1440;

    private final MetricStore store;
    private final DatumReader data;

    /** Keeps what it is told in a store. */
    public CloudWatchService(MetricStore store, Clock clock) {
        this.store = store;
        this.data = new DatumReader(clock);
    }

    @Override
    public String name() {
        return "cloudwatch";
    }

    @Override
    public String namespace() {
        return "http://monitoring.amazonaws.com/doc/2010-08-01/";
    }

    @Override
    public String shapes() {
        return "com.amazonaws.cloudwatch";
    }

    @Override
    public Optional<String> resource(ApiRequest request) {
        return Optional.empty();
    }

    @Override
    public Optional<Map<String, Object>> call(ApiRequest request) throws ApiError {
        return switch (request.action()) {
            case "PutMetricData" -> put(request);
            case "GetMetricStatistics" -> statistics(request.parameters());
            default ->
                    throw new ApiError(
                            400,
                            "InvalidAction",
                            "Could not find operation %s for version 2010-08-01"
                                    .formatted(request.action()));
        };
    }

    /** Takes all of it or nothing. */
    private Optional<Map<String, Object>> put(ApiRequest request) throws ApiError {
        if (request.size() > LARGEST_REQUEST) {
            throw new ApiError(
                    413,
                    "RequestEntityTooLarge",
                    "Request size %d exceeded %d bytes".formatted(request.size(), LARGEST_REQUEST));
        }
        Parameters parameters = request.parameters();
        parameters.requireOnly("Namespace", "MetricData");
        String namespace = namespace(parameters);
        List<Parameters> all = parameters.structures("MetricData");
        if (all.size() > MOST_DATA) {
            throw invalid(
                    "The collection MetricData must not have a size greater than "
                            + MOST_DATA
                            + ".");
        }
        List<Datum> read = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            read.add(data.read(namespace, all.get(i), "MetricData.member." + (i + 1)));
        }
        read.forEach(each -> store.add(each.id(), each.at(), each.values(), each.resolution()));
        return Optional.empty();
    }

    private static String namespace(Parameters parameters) throws ApiError {
        String namespace = parameters.required("Namespace");
        if (namespace.startsWith("AWS/") || !namespace.matches("[^:].{0,254}")) {
            throw invalid("The value %s for parameter Namespace is invalid.".formatted(namespace));
        }
        return namespace;
    }

    private Optional<Map<String, Object>> statistics(Parameters parameters) throws ApiError {
        parameters.requireOnly(
                "Namespace",
                "MetricName",
                "Dimensions",
                "StartTime",
                "EndTime",
                "Period",
                "Statistics",
                "Unit");
        MetricId id =
                new MetricId(
                        parameters.required("Namespace"),
                        parameters.required("MetricName"),
                        dimensions(parameters));
        Instant from = parameters.time("StartTime").orElseThrow(() -> missing("StartTime"));
        Instant to = parameters.time("EndTime").orElseThrow(() -> missing("EndTime"));
        int seconds = parameters.whole("Period").orElseThrow(() -> missing("Period"));
        if (seconds < 1 || (seconds % 60 != 0 && !List.of(1, 5, 10, 30).contains(seconds))) {
            throw invalid("The value %d for parameter Period is invalid.".formatted(seconds));
        }
        Duration period = Duration.ofSeconds(seconds);
        if (Duration.between(from, to).toSeconds() / seconds > MOST_DATAPOINTS) {
            throw new ApiError(
                    400,
                    "InvalidParameterCombination",
                    "You have requested more than %d datapoints".formatted(MOST_DATAPOINTS));
        }
        List<Object> points = new ArrayList<>();
        for (Instant at = from; at.isBefore(to); at = at.plus(period)) {
            Instant begin = at;
            Instant end = at.plus(period).isAfter(to) ? to : at.plus(period);
            store.read(id, begin, end).ifPresent(each -> points.add(point(begin, each)));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("Label", id.name());
        result.put("Datapoints", points);
        return Optional.of(result);
    }

    private static Map<String, Object> point(Instant at, StatisticSet values) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("Timestamp", at);
        point.put("SampleCount", values.sampleCount());
        point.put("Average", values.average());
        point.put("Sum", values.sum());
        point.put("Minimum", values.minimum());
        point.put("Maximum", values.maximum());
        return point;
    }

    static Map<String, String> dimensions(Parameters parameters) throws ApiError {
        Map<String, String> dimensions = new HashMap<>();
        for (Parameters each : parameters.structures("Dimensions")) {
            each.requireOnly("Name", "Value");
            dimensions.put(each.required("Name"), each.required("Value"));
        }
        return dimensions;
    }

    static ApiError invalid(String message) {
        return new ApiError(400, "InvalidParameterValue", message);
    }

    static ApiError missing(String name) {
        return new ApiError(
                400, "MissingParameter", "The parameter %s is required.".formatted(name));
    }
}
