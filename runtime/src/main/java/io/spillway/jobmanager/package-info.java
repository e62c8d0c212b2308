/**
 * The JobManager process: Flink's application cluster with a scheduler that moves a job before its
 * machines go, and the REST API of the fleet.
 *
 * <p>{@code drain} decides and knows nothing of Flink; {@code scheduling} carries out inside
 * Flink's adaptive scheduler; {@code fleet} keeps what there is to see; {@code metrics} reads what
 * tasks count, for the scaling signal, and adds to Flink's metrics; {@code rest} shows it and takes
 * orders.
 *
 * <h2>What of Flink's internals is used</h2>
 *
 * These classes may change with any minor version of Flink; every use of an internal class is in
 * this package and its sub-packages. There is no reflection, and no class of ours in Flink's
 * packages: an upgrade that breaks one of these breaks the compilation.
 *
 * <ul>
 *   <li>{@code AdaptiveScheduler}: the constructor; every {@code goTo…} method (overridden, and
 *       {@code goToRestarting} and {@code goToCreatingExecutionGraph} called); {@code
 *       hasSufficientResources}, {@code hasDesiredResources}, {@code updateTaskExecutionState},
 *       {@code startScheduling} (overridden); {@code triggerCheckpoint}, {@code
 *       getAvailableVertexParallelism}, {@code getRescaleTimeline}, {@code requestJobStatus}
 *   <li>{@code SlotAllocator}, {@code JobSchedulingPlan}, {@code VertexParallelism}, {@code
 *       AdaptiveSchedulerFactory#createSlotSharingSlotAllocator}
 *   <li>{@code DeclarativeSlotPoolService}: the constructor; {@code offerSlots}, {@code
 *       releaseTaskManager} (overridden); {@code DeclarativeSlotPool#getAllSlotsInformation}
 *   <li>{@code ExecutionGraph}, {@code ExecutionVertex}, {@code Execution}: states and slots;
 *       {@code JobVertex}: which invokables the sources have; {@code stopWithSavepoint}
 *       (overridden)
 *   <li>{@code LogicalSlot}, {@code TaskManagerGateway} (wrapped), {@code ReservedSlots}, {@code
 *       SlotSharingSlotAllocator.ExecutionSlotSharingGroup}; {@code RecipientUnreachableException}
 *   <li>{@code CheckpointOptions}, {@code SavepointType}; that {@code SourceOperatorStreamTask}
 *       stops its source when a synchronous savepoint is triggered, and that tasks skip a
 *       checkpoint whose id is lower than the last one's
 *   <li>{@code CompletedCheckpoint}, {@code OperatorState}: whether there is union list state, and
 *       at which parallelism it was taken; {@code CheckpointStatsSnapshot}: how long checkpoints
 *       take; {@code CheckpointRecoveryFactory} (wrapped)
 *   <li>{@code SlotPoolServiceSchedulerFactory}, {@code JobManagerRunnerFactory}, {@code
 *       DispatcherFactory} with the classes that Flink's own ones construct
 *   <li>{@code ApplicationClusterEntryPoint}, {@code
 *       ApplicationDispatcherLeaderProcessFactoryFactory}, {@code
 *       DefaultDispatcherResourceManagerComponentFactory}, {@code StandaloneResourceManagerFactory}
 *   <li>{@code MiniDispatcherRestEndpoint#initializeHandlers}, {@code LeaderRetrievalHandler},
 *       {@code HandlerUtils}
 *   <li>{@code MetricFetcher}, {@code MetricStore}: which names tasks' metrics have, and that they
 *       are kept by attempt; {@code DispatcherServices#getJobManagerMetricGroup}
 *   <li>{@code JobManagerProcessUtils}
 * </ul>
 */
package io.spillway.jobmanager;
