package io.spillway.localcloud.aws.api;

/**
 * Who calls: a role, assumed by an instance or by a process.
 *
 * @param session the instance id, for an instance's role
 */
public record Principal(String account, String role, String session) {

    /** As AWS names it in its refusals. */
    public String arn() {
        return "arn:aws:sts::%s:assumed-role/%s/%s".formatted(account, role, session);
    }
}
