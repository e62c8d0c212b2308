/**
 * From Flink's {@code config.yaml} to validated, immutable records.
 *
 * <p>Each process's keys are {@link io.spillway.settings.Setting} constants in a class of their
 * own, listed in {@link io.spillway.settings.SettingCatalog}; a record beside it reads them once,
 * at the process's start, through a {@link io.spillway.settings.SettingsReader}, which collects
 * every problem before it reports any. The configuration reference is generated from the same
 * classes.
 */
package io.spillway.settings;
