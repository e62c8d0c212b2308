data "google_compute_image" "debian" {
  count   = var.machine_image.id == null ? 1 : 0
  project = "debian-cloud"
  family  = var.machine_image.architecture == "arm64" ? "debian-12-arm64" : "debian-12"
}

locals {
  image = coalesce(var.machine_image.id, one(data.google_compute_image.debian[*].self_link))

  arm  = var.machine_image.architecture == "arm64"
  spot = var.taskmanagers.spot != null

  jobmanager_type = coalesce(var.jobmanager.instance_type, local.arm ? "c4a-standard-1" : "e2-medium")
  taskmanager_types = coalesce(
    var.taskmanagers.instance_types,
    local.arm ? ["c4a-standard-2"] : local.spot ? ["n2d-standard-2", "n2-standard-2", "e2-standard-2"] : ["n2d-standard-2"],
  )

  # A slot for each vCPU, as the agent would have it; a machine type's name says how many there are.
  # Configuration and autoscaler have to agree, so both get this number.
  vcpus = try(tonumber(regex("-(?:custom-)?([0-9]+)(?:-|$)", local.taskmanager_types[0])[0]), 2)
  slots = try(tonumber(var.config["taskmanager.numberOfTaskSlots"]), local.vcpus)
}
