package io.spillway.localcloud.aws.api;

import io.spillway.localcloud.http.HttpAnswer;
import io.spillway.localcloud.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The Query protocol: a form in, XML out (Smithy 2.0, "AWS Query protocol"). Lists are {@code
 * Name.member.1}, and {@code <member>} in answers.
 */
final class QueryProtocol implements Protocol {
    private static final String MEMBER = "member";

    @Override
    public boolean speaks(HttpRequest request) {
        return request.method().equals("POST")
                && request.header("content-type")
                        .filter(each -> each.startsWith("application/x-www-form-urlencoded"))
                        .isPresent();
    }

    @Override
    public Call read(HttpRequest request, byte[] body) throws ApiError {
        Map<String, Object> nested = new LinkedHashMap<>();
        String action = "";
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            String[] both = pair.split("=", 2);
            String name = URLDecoder.decode(both[0], StandardCharsets.UTF_8);
            String value =
                    both.length < 2 ? "" : URLDecoder.decode(both[1], StandardCharsets.UTF_8);
            if (name.equals("Action")) {
                action = value;
            } else if (!name.equals("Version") && !name.isEmpty()) {
                put(nested, name.split("\\."), value);
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        nested.forEach((name, value) -> values.put(name, lists(value)));
        return new Call(action, new Parameters(values));
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> into, String[] path, String value) throws ApiError {
        Map<String, Object> at = into;
        for (int i = 0; i < path.length - 1; i++) {
            Object next = at.computeIfAbsent(path[i], name -> new LinkedHashMap<String, Object>());
            if (!(next instanceof Map)) {
                throw malformed(path);
            }
            at = (Map<String, Object>) next;
        }
        if (at.put(path[path.length - 1], value) != null) {
            throw malformed(path);
        }
    }

    private static ApiError malformed(String[] path) {
        return new ApiError(
                400, "MalformedQueryString", String.join(".", path) + " is there in two ways");
    }

    /** Makes a list of each map that holds members alone. */
    private static Object lists(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        if (map.size() == 1 && map.get(MEMBER) instanceof Map<?, ?> members) {
            TreeMap<Integer, Object> sorted = new TreeMap<>();
            members.forEach((key, each) -> sorted.put(Integer.valueOf((String) key), lists(each)));
            return new ArrayList<>(sorted.values());
        }
        Map<String, Object> structure = new LinkedHashMap<>();
        map.forEach((name, each) -> structure.put((String) name, lists(each)));
        return structure;
    }

    @Override
    public HttpAnswer answer(
            Service service, String action, Optional<Map<String, Object>> result, String id) {
        StringBuilder xml = new StringBuilder();
        xml.append("<%sResponse xmlns=\"%s\">".formatted(action, service.namespace()));
        result.ifPresent(map -> write(xml, action + "Result", map));
        xml.append("<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>".formatted(id));
        xml.append("</%sResponse>".formatted(action));
        return xml(200, xml, id);
    }

    @Override
    public HttpAnswer answer(Service service, ApiError error, String id) {
        StringBuilder xml = new StringBuilder();
        xml.append("<ErrorResponse xmlns=\"%s\"><Error>".formatted(service.namespace()));
        write(xml, "Type", error.status() < 500 ? "Sender" : "Receiver");
        write(xml, "Code", error.code());
        write(xml, "Message", error.getMessage());
        xml.append("</Error><RequestId>%s</RequestId></ErrorResponse>".formatted(id));
        return xml(error.status(), xml, id);
    }

    private static HttpAnswer xml(int status, StringBuilder xml, String id) {
        return HttpAnswer.text(status, "text/xml", xml.toString()).with("x-amzn-RequestId", id);
    }

    private static void write(StringBuilder xml, String name, Object value) {
        if (value == null) {
            return;
        }
        xml.append('<').append(name).append('>');
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> write(xml, (String) key, each));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> write(xml, MEMBER, each));
        } else {
            xml.append(escaped(value.toString()));
        }
        xml.append("</").append(name).append('>');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
