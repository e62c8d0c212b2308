module "boot" {
  source = "../boot"

  cloud             = "gcp"
  name              = var.name
  groups            = local.groups
  state             = local.state
  artifact          = var.artifact
  job               = var.job
  libraries         = var.libraries
  config            = var.config
  jobmanager_memory = var.jobmanager.memory
  launch_timeout    = var.taskmanagers.launch_timeout
  stop_timeout      = local.stop_timeout
  prepare           = var.taskmanagers.prepare

  cloud_config = {
    jobmanager = {
      "spillway.gcp.monitoring.metric-prefix" = local.metric_prefix
      "spillway.scale-in.mode"                = local.scales_in ? "jobmanager" : "cloud"
    }
    taskmanagers = {
      "spillway.gcp.health-port" = local.health.taskmanagers.port
      # What the autoscaler divides by.
      "taskmanager.numberOfTaskSlots" = local.slots
    }
  }

  variables = {
    jobmanager   = local.boot_variables
    taskmanagers = local.boot_variables
  }
}

locals {
  boot_variables = {
    SPILLWAY_LOGS = var.observability.logs ? "yes" : "no"
  }

  startup_script = module.boot.scripts

  # From the moment that Google tells a VM to end until it is off: 30 s for Spot VMs, 90 s or a little
  # more for others.
  stop_timeout = coalesce(var.taskmanagers.stop_timeout, local.spot ? 30 : 90)
}
