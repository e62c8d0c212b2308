package io.spillway.localcloud.gcp.storage;

import io.spillway.localcloud.gcp.api.ApiProblem;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an object has to be for a request to be carried out. Generation 0 stands for none.
 *
 * <p>Source: "Request preconditions" in Cloud Storage's documentation.
 */
record Conditions(
        OptionalLong generation,
        OptionalLong notGeneration,
        OptionalLong metageneration,
        OptionalLong notMetageneration) {

    static Conditions none() {
        return new Conditions(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /** Those of a request's parameters. */
    static Conditions of(Map<String, String> parameters) throws ApiProblem {
        return of(parameters, "");
    }

    /**
     * Those of the object that is read, or of the one that is copied.
     *
     * @param which empty or {@code Source}
     */
    static Conditions of(Map<String, String> parameters, String which) throws ApiProblem {
        return new Conditions(
                number(parameters, "if" + which + "GenerationMatch"),
                number(parameters, "if" + which + "GenerationNotMatch"),
                number(parameters, "if" + which + "MetagenerationMatch"),
                number(parameters, "if" + which + "MetagenerationNotMatch"));
    }

    static OptionalLong number(Map<String, String> parameters, String name) throws ApiProblem {
        String text = parameters.get(name);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw ApiProblem.invalid("Invalid value for %s: %s".formatted(name, text));
        }
    }

    /**
     * Looks at what is there.
     *
     * @throws ApiProblem 412, or 304 where it is what the caller has already
     */
    void check(Optional<StorageObject> there) throws ApiProblem {
        long present = there.map(StorageObject::generation).orElse(0L);
        long told = there.map(StorageObject::metageneration).orElse(0L);
        if ((generation.isPresent() && generation.getAsLong() != present)
                || (metageneration.isPresent() && metageneration.getAsLong() != told)) {
            throw ApiProblem.conditionNotMet();
        }
        if ((notGeneration.isPresent() && notGeneration.getAsLong() == present)
                || (notMetageneration.isPresent() && notMetageneration.getAsLong() == told)) {
            throw new ApiProblem(304, "notModified", "Not Modified");
        }
    }
}
