# The start-up scripts alone, as a cloud's module writes them; without a provider.
variable "tarball" {
  type = object({ uri = string, sha256 = string })
}

variable "job" {
  type = object({ uri = string, sha256 = string })
}

module "boot" {
  source = "../../../../boot"

  cloud             = "gcp"
  name              = "clicks"
  groups            = { jobmanager = "clicks-jobmanager", taskmanagers = "clicks-taskmanagers" }
  state             = "gs://state/clicks"
  artifact          = var.tarball
  job               = var.job
  libraries         = []
  config            = { "execution.checkpointing.interval" = "30 s" }
  cloud_config      = { jobmanager = {}, taskmanagers = { "taskmanager.numberOfTaskSlots" = "4" } }
  variables         = { jobmanager = { SPILLWAY_LOGS = "no" }, taskmanagers = { SPILLWAY_LOGS = "no" } }
  jobmanager_memory = "1600m"
  launch_timeout    = 600
  stop_timeout      = 30
  prepare           = "no"
}

output "scripts" {
  value = module.boot.scripts
}
