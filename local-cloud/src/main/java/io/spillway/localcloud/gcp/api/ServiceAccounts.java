package io.spillway.localcloud.gcp.api;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may call, and what. Knows callers by their tokens. A service account may do everything unless
 * it was told what it may. Thread-safe.
 */
public final class ServiceAccounts {
    private static final String BEARER = "Bearer ";

    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> allowed = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** A new token of a service account; earlier ones stay valid. */
    public String issue(String account) {
        String token = "ya29.local-%d".formatted(numbers.incrementAndGet());
        tokens.put(token, account);
        return token;
    }

    /**
     * Says what a service account may from now on, instead of everything.
     *
     * @param permissions such as {@code compute.instanceGroupManagers.get}
     */
    public void allowOnly(String account, String... permissions) {
        allowed.put(account, Set.copyOf(Arrays.asList(permissions)));
    }

    /** The service account whose token that is; empty when it is nobody's. */
    public Optional<String> account(Optional<String> authorization) {
        return authorization
                .filter(text -> text.startsWith(BEARER))
                .map(text -> tokens.get(text.substring(BEARER.length())));
    }

    /** Whether a service account has a permission. */
    public boolean may(String account, String permission) {
        Set<String> permissions = allowed.get(account);
        return permissions == null || permissions.contains(permission);
    }
}
