# A fleet for a job that matters, in a network that is there: a standby, Spot VMs of several types, a
# key of one's own, logs, alerts.
terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 7.0"
    }
  }
}

provider "google" {
  project = var.project
}

module "spillway" {
  source = "../../gcp"

  name      = var.name
  artifact  = var.artifact
  job       = var.job
  libraries = var.libraries
  network   = var.network

  jobmanager = {
    instance_type = "n2d-standard-2"
    standby       = true
    memory        = "4g"
  }

  taskmanagers = {
    min_size = 3
    max_size = 60
    # Of one size, so that each VM brings as many slots as the others; several, so that Spot finds some.
    instance_types = ["n2d-standard-4", "n2-standard-4", "n2d-highcpu-4", "n2-highmem-4", "e2-standard-4"]
    disk_gb        = 100
    spot           = {}
  }

  scaling = {
    cpu_guard_percent = 90
  }

  storage = {
    kms_key = var.kms_key
  }

  # State beyond memory, in checkpoints that hold what has changed.
  config = merge({
    "state.backend.type"                  = "rocksdb"
    "execution.checkpointing.incremental" = "true"
    "execution.checkpointing.interval"    = "30 s"
    "spillway.ha.lease"                   = "12 s"
  }, var.config)

  access = {
    iap_tunnel = true
    roles      = var.job_roles
  }

  observability = {
    alarm_channels  = var.alarm_channels
    backlog_seconds = 600
    logs            = true
  }

  tags = var.tags
}
