# A fleet for a job that matters, in a network that is there: a standby, Spot above a base of On-Demand
# VMs, a key of one's own, logs, alarms.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.70, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region
}

module "spillway" {
  source = "../../aws"

  name      = var.name
  artifact  = var.artifact
  job       = var.job
  libraries = var.libraries
  network   = var.network

  jobmanager = {
    instance_type = "m7g.large"
    standby       = true
    memory        = "4g"
  }

  taskmanagers = {
    min_size = 3
    max_size = 60
    # Of one size, so that each VM brings as many slots as the others; several, so that Spot finds some.
    instance_types = ["c7g.xlarge", "c6g.xlarge", "c7gd.xlarge", "m7g.xlarge", "m6g.xlarge", "r7g.xlarge"]
    disk_gb        = 100
    drain_timeout  = 600
    stop_timeout   = 110
    spot = {
      on_demand_base = 2
      spot_percent   = 80
    }
  }

  scaling = {
    cpu_guard_percent = 90
  }

  storage = {
    kms_key_arn = var.kms_key_arn
  }

  # State beyond memory, in checkpoints that hold what has changed.
  config = merge({
    "state.backend.type"                  = "rocksdb"
    "execution.checkpointing.incremental" = "true"
    "execution.checkpointing.interval"    = "30 s"
    "spillway.ha.lease"                   = "12 s"
  }, var.config)

  access = {
    session_manager      = true
    policy_arns          = var.job_policy_arns
    permissions_boundary = var.permissions_boundary
  }

  observability = {
    alarm_topic_arns = var.alarm_topic_arns
    backlog_seconds  = 600
    logs             = true
  }

  tags = var.tags
}
