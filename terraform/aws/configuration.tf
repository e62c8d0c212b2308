module "boot" {
  source = "../boot"

  cloud             = "aws"
  name              = var.name
  groups            = local.roles
  state             = local.state
  artifact          = var.artifact
  job               = var.job
  libraries         = var.libraries
  config            = var.config
  jobmanager_memory = var.jobmanager.memory
  launch_timeout    = var.taskmanagers.launch_timeout
  stop_timeout      = var.taskmanagers.stop_timeout
  prepare           = var.taskmanagers.prepare

  cloud_config = {
    jobmanager = merge(local.hooks, {
      "spillway.aws.cloudwatch.namespace"       = var.scaling.namespace
      "spillway.aws.cloudwatch.high-resolution" = var.scaling.high_resolution
    })
    taskmanagers = local.hooks
  }

  variables = {
    jobmanager   = local.boot_variables
    taskmanagers = merge(local.boot_variables, { SPILLWAY_TERMINATE_HOOK = local.terminate_hook })
  }
}

locals {
  boot_variables = {
    SPILLWAY_LAUNCH_HOOK = local.launch_hook
    SPILLWAY_LOG_GROUP   = var.observability.logs ? local.log_group : ""
  }

  hooks = {
    "spillway.aws.launch-hook"    = local.launch_hook
    "spillway.aws.terminate-hook" = local.terminate_hook
  }

  user_data = module.boot.scripts

  # AWS takes 16 KB before base64; cloud-init unpacks gzip.
  user_data_gzip  = { for kind, text in local.user_data : kind => base64gzip(text) }
  user_data_bytes = { for kind, text in local.user_data_gzip : kind => floor(length(text) * 3 / 4) }
}
