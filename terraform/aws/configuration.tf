# What VMs read: config.yaml, and user data that make a fresh VM a JobManager or a TaskManager.
locals {
  # Flink's names for what both need. High availability is on the bucket: TaskManagers find the
  # JobManager there, so no VM's address is in any file.
  shared_config = {
    "spillway.cloud"                                            = "aws"
    "spillway.aws.launch-hook"                                  = local.launch_hook
    "spillway.aws.terminate-hook"                               = local.terminate_hook
    "high-availability.type"                                    = "object-store"
    "high-availability.storageDir"                              = "${local.state}/ha"
    "high-availability.cluster-id"                              = "/${var.name}"
    "execution.checkpointing.dir"                               = "${local.state}/checkpoints"
    "execution.checkpointing.savepoint-dir"                     = "${local.state}/savepoints"
    "execution.checkpointing.externalized-checkpoint-retention" = "RETAIN_ON_CANCELLATION"
    "blob.server.port"                                          = local.ports.blob
    "taskmanager.rpc.port"                                      = local.ports.taskmanager_rpc
    "taskmanager.data.port"                                     = local.ports.data
    "metrics.internal.query-service.port"                       = "${local.ports.metrics_from}-${local.ports.metrics_to}"
  }

  role_config = {
    jobmanager = {
      "jobmanager.rpc.address"                  = "@address@"
      "jobmanager.rpc.port"                     = local.ports.rpc
      "jobmanager.bind-host"                    = "0.0.0.0"
      "rest.address"                            = "@address@"
      "rest.port"                               = local.ports.rest
      "rest.bind-address"                       = "0.0.0.0"
      "jobmanager.memory.process.size"          = var.jobmanager.memory
      "spillway.metric-sink.type"               = "aws"
      "spillway.metric-sink.group"              = local.taskmanager_group
      "spillway.metric-sink.job"                = var.name
      "spillway.aws.cloudwatch.namespace"       = var.scaling.namespace
      "spillway.aws.cloudwatch.high-resolution" = var.scaling.high_resolution
    }
    taskmanagers = {
      "taskmanager.bind-host" = "0.0.0.0"
      # The agent's patience for the JobManager, within the launch hook's.
      "spillway.join.timeout" = "${max(30, var.taskmanagers.launch_timeout - 120)} s"
    }
  }

  # A JSON string is a YAML string.
  config = { for kind in keys(local.roles) :
    kind => join("\n", [for key, value in merge(local.shared_config, local.role_config[kind], var.config) : "${key}: ${jsonencode(tostring(value))}"])
  }

  boot_variables = {
    jobmanager = merge(local.shared_boot_variables, {
      SPILLWAY_ROLE          = "jobmanager"
      SPILLWAY_GROUP         = local.jobmanager_group
      SPILLWAY_JOB_URI       = var.job.uri
      SPILLWAY_JOB_SHA256    = var.job.sha256
      SPILLWAY_JOB_CLASS     = var.job.class == null ? "" : var.job.class
      SPILLWAY_JOB_ARGUMENTS = join("\n", var.job.arguments)
      SPILLWAY_STOP_SECONDS  = 30
      SPILLWAY_CONFIG        = local.config.jobmanager
    })
    taskmanagers = merge(local.shared_boot_variables, {
      SPILLWAY_ROLE         = "taskmanager"
      SPILLWAY_GROUP        = local.taskmanager_group
      SPILLWAY_STOP_SECONDS = var.taskmanagers.stop_timeout
      SPILLWAY_PREPARE      = var.taskmanagers.prepare
      SPILLWAY_CONFIG       = local.config.taskmanagers
    })
  }

  shared_boot_variables = {
    SPILLWAY_CLOUD           = "aws"
    SPILLWAY_LAUNCH_HOOK     = local.launch_hook
    SPILLWAY_ARTIFACT_URI    = var.artifact.uri
    SPILLWAY_ARTIFACT_SHA256 = var.artifact.sha256
    SPILLWAY_LIBRARIES       = join("\n", [for l in var.libraries : "${l.uri} ${l.sha256}"])
    SPILLWAY_LOG_GROUP       = var.observability.logs ? local.log_group : ""
  }

  # What the environment has set already stays, for those who run it by hand.
  user_data = { for kind, variables in local.boot_variables :
    kind => join("\n", concat(
      ["#!/usr/bin/env bash"],
      [for key, value in variables : "[ -n \"$${${key}+x}\" ] || ${key}='${replace(value, "'", "'\\''")}'"],
      [trimprefix(file("${path.module}/../boot/spillway-boot.sh"), "#!/usr/bin/env bash\n")],
    ))
  }

  # AWS takes 16 KB before base64; cloud-init unpacks gzip.
  user_data_gzip  = { for kind, text in local.user_data : kind => base64gzip(text) }
  user_data_bytes = { for kind, text in local.user_data_gzip : kind => floor(length(text) * 3 / 4) }
}
