# What is the same in every cloud: config.yaml, and a script that makes a fresh VM a JobManager or a
# TaskManager. A module within the clouds' modules; it needs no provider.
terraform {
  required_version = ">= 1.9"
}

locals {
  kinds = ["jobmanager", "taskmanagers"]

  # Nothing else listens on a VM.
  ports = {
    data            = 6121
    taskmanager_rpc = 6122
    rpc             = 6123
    blob            = 6124
    metrics_from    = 6125
    metrics_to      = 6126
    rest            = 8081
  }

  # Flink's names for what both need. High availability is on the bucket: TaskManagers find the
  # JobManager there, so no VM's address is in any file.
  shared_config = {
    "spillway.cloud"                                            = var.cloud
    "high-availability.type"                                    = "object-store"
    "high-availability.storageDir"                              = "${var.state}/ha"
    "high-availability.cluster-id"                              = "/${var.name}"
    "execution.checkpointing.dir"                               = "${var.state}/checkpoints"
    "execution.checkpointing.savepoint-dir"                     = "${var.state}/savepoints"
    "execution.checkpointing.externalized-checkpoint-retention" = "RETAIN_ON_CANCELLATION"
    "blob.server.port"                                          = local.ports.blob
    "taskmanager.rpc.port"                                      = local.ports.taskmanager_rpc
    "taskmanager.data.port"                                     = local.ports.data
    "metrics.internal.query-service.port"                       = "${local.ports.metrics_from}-${local.ports.metrics_to}"
  }

  role_config = {
    jobmanager = {
      "jobmanager.rpc.address"         = "@address@"
      "jobmanager.rpc.port"            = local.ports.rpc
      "jobmanager.bind-host"           = "0.0.0.0"
      "rest.address"                   = "@address@"
      "rest.port"                      = local.ports.rest
      "rest.bind-address"              = "0.0.0.0"
      "jobmanager.memory.process.size" = var.jobmanager_memory
      "spillway.metric-sink.type"      = var.cloud
      "spillway.metric-sink.group"     = var.groups.taskmanagers
      "spillway.metric-sink.job"       = var.name
    }
    taskmanagers = {
      "taskmanager.bind-host" = "0.0.0.0"
      # The agent's patience for the JobManager, within the group's.
      "spillway.join.timeout" = "${max(30, var.launch_timeout - 120)} s"
    }
  }

  # A JSON string is a YAML string.
  config = { for kind in local.kinds :
    kind => join("\n", [
      for key, value in merge(local.shared_config, local.role_config[kind], var.cloud_config[kind], var.config) :
      "${key}: ${jsonencode(tostring(value))}"
    ])
  }

  shared_variables = {
    SPILLWAY_CLOUD           = var.cloud
    SPILLWAY_ARTIFACT_URI    = var.artifact.uri
    SPILLWAY_ARTIFACT_SHA256 = var.artifact.sha256
    SPILLWAY_LIBRARIES       = join("\n", [for l in var.libraries : "${l.uri} ${l.sha256}"])
  }

  variables = {
    jobmanager = merge(local.shared_variables, var.variables.jobmanager, {
      SPILLWAY_ROLE          = "jobmanager"
      SPILLWAY_GROUP         = var.groups.jobmanager
      SPILLWAY_JOB_URI       = var.job.uri
      SPILLWAY_JOB_SHA256    = var.job.sha256
      SPILLWAY_JOB_CLASS     = var.job.class == null ? "" : var.job.class
      SPILLWAY_JOB_ARGUMENTS = join("\n", var.job.arguments)
      SPILLWAY_STOP_SECONDS  = 30
      SPILLWAY_CONFIG        = local.config.jobmanager
    })
    taskmanagers = merge(local.shared_variables, var.variables.taskmanagers, {
      SPILLWAY_ROLE         = "taskmanager"
      SPILLWAY_GROUP        = var.groups.taskmanagers
      SPILLWAY_STOP_SECONDS = var.stop_timeout
      SPILLWAY_PREPARE      = var.prepare
      SPILLWAY_CONFIG       = local.config.taskmanagers
    })
  }

  # What the environment has set already stays, for those who run it by hand.
  scripts = { for kind, variables in local.variables :
    kind => join("\n", concat(
      ["#!/usr/bin/env bash"],
      [for key, value in variables : "[ -n \"$${${key}+x}\" ] || ${key}='${replace(value, "'", "'\\''")}'"],
      [trimprefix(file("${path.module}/cloud-${var.cloud}.sh"), "# shellcheck shell=bash\n")],
      [trimprefix(file("${path.module}/spillway-boot.sh"), "#!/usr/bin/env bash\n")],
    ))
  }
}

output "scripts" {
  description = "For each kind of VM the script that boots it."
  value       = local.scripts
}

output "ports" {
  description = "The ports that the VMs' processes listen on."
  value       = local.ports
}
