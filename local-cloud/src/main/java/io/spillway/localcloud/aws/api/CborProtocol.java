package io.spillway.localcloud.aws.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Smithy RPC v2 CBOR (Smithy 2.0, "Smithy RPC v2 CBOR protocol"): the action is in the path, times
 * are seconds with tag 1, errors name their shape in {@code __type}, and, for services that spoke
 * the Query protocol before, their old code in a header ("AWS Query-compatible protocol").
 */
final class CborProtocol implements Protocol {
    private static final CBORFactory CBOR = new CBORFactory();
    private static final String MARK = "rpc-v2-cbor";
    private static final String OPERATION = "/operation/";
    private static final int TIME_TAG = 1;

    /**
     * Errors whose shapes aren't called as their codes were, with an {@code Exception} after it.
     */
    private static final Map<String, String> SHAPES =
            Map.of(
                    "MissingParameter", "MissingRequiredParameterException",
                    "InternalServiceError", "InternalServiceFault",
                    "InternalFailure", "InternalServiceFault",
                    "LimitExceeded", "LimitExceededFault");

    @Override
    public boolean speaks(HttpRequest request) {
        return request.header("smithy-protocol").filter(MARK::equals).isPresent()
                && request.path().startsWith("/service/")
                && request.path().contains(OPERATION);
    }

    @Override
    public Call read(HttpRequest request, byte[] body) throws ApiError {
        String path = request.path();
        String action = path.substring(path.indexOf(OPERATION) + OPERATION.length());
        if (body.length == 0) {
            return new Call(action, new Parameters(Map.of()));
        }
        try (CBORParser parser = CBOR.createParser(body)) {
            parser.nextToken();
            Map<String, Object> values = new LinkedHashMap<>();
            if (value(parser) instanceof Map<?, ?> map) {
                map.forEach((name, each) -> values.put((String) name, each));
            }
            return new Call(action, new Parameters(values));
        } catch (IOException e) {
            throw new ApiError(400, "SerializationException", "no CBOR: " + e.getMessage());
        }
    }

    private static Object value(CBORParser parser) throws IOException {
        boolean time = parser.getCurrentTag() == TIME_TAG;
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("it ends early");
        }
        return switch (token) {
            case START_OBJECT -> map(parser);
            case START_ARRAY -> list(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    time ? instant(parser.getDoubleValue()) : number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    private static Number number(CBORParser parser) throws IOException {
        JsonParser.NumberType type = parser.getNumberType();
        return type == JsonParser.NumberType.INT || type == JsonParser.NumberType.LONG
                ? parser.getLongValue()
                : (Number) parser.getDoubleValue();
    }

    private static Instant instant(double seconds) {
        return Instant.ofEpochMilli(Math.round(seconds * 1000));
    }

    private static Map<String, Object> map(CBORParser parser) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser);
            if (value != null) {
                map.put(name, value);
            }
        }
        return map;
    }

    private static List<Object> list(CBORParser parser) throws IOException {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    @Override
    public HttpAnswer answer(
            Service service, String action, Optional<Map<String, Object>> result, String id) {
        return result.map(map -> cbor(200, map, id))
                // An action without a result answers without a body.
                .orElseGet(
                        () ->
                                new HttpAnswer(200, Map.of(), new byte[0])
                                        .with("smithy-protocol", MARK)
                                        .with("x-amzn-RequestId", id));
    }

    @Override
    public HttpAnswer answer(Service service, ApiError error, String id) {
        String shape =
                SHAPES.getOrDefault(
                        error.code(),
                        error.code().endsWith("Exception")
                                ? error.code()
                                : error.code() + "Exception");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("__type", service.shapes() + "#" + shape);
        body.put("message", error.getMessage());
        return cbor(error.status(), body, id)
                .with(
                        "x-amzn-query-error",
                        error.code() + (error.status() < 500 ? ";Sender" : ";Receiver"));
    }

    private static HttpAnswer cbor(int status, Map<String, Object> map, String id) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CBORGenerator generator = CBOR.createGenerator(bytes)) {
            write(generator, map);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new HttpAnswer(
                        status, Map.of("Content-Type", "application/cbor"), bytes.toByteArray())
                .with("smithy-protocol", MARK)
                .with("x-amzn-RequestId", id);
    }

    private static void write(CBORGenerator generator, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (entry.getValue() != null) {
                    generator.writeFieldName((String) entry.getKey());
                    write(generator, entry.getValue());
                }
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray(list, list.size());
            for (Object each : list) {
                write(generator, each);
            }
            generator.writeEndArray();
        } else if (value instanceof Instant time) {
            generator.writeTag(TIME_TAG);
            generator.writeNumber(time.toEpochMilli() / 1000.0);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.doubleValue());
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else {
            generator.writeString(value.toString());
        }
    }
}
