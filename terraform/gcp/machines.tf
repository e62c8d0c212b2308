locals {
  machines = {
    jobmanager = { type = local.jobmanager_type, disk_gb = var.jobmanager.disk_gb, spot = false }
    # The first of several types; the group has the others.
    taskmanagers = { type = local.taskmanager_types[0], disk_gb = var.taskmanagers.disk_gb, spot = local.spot }
  }

  # The newer series have no Persistent Disk.
  hyperdisk = "^(c4|c4a|c4d|h4d|m4|n4|n4a|n4d)-"
}

# A template can't be changed: another one takes its place, and the groups replace their VMs.
resource "google_compute_region_instance_template" "vm" {
  for_each    = local.machines
  name_prefix = "${local.groups[each.key]}-"
  description = "Spillway ${each.key} of ${var.name}"
  region      = local.region

  machine_type = each.value.type
  labels       = merge(local.labels, { spillway_role = each.key })

  metadata = {
    startup-script         = local.startup_script[each.key]
    enable-oslogin         = "TRUE"
    block-project-ssh-keys = "TRUE"
    # What a boot says is in Cloud Logging when the VM is gone.
    serial-port-logging-enable = "TRUE"
  }

  service_account {
    email = google_service_account.vm[each.key].email
    # What the account may do its roles say.
    scopes = ["https://www.googleapis.com/auth/cloud-platform"]
  }

  disk {
    source_image = local.image
    disk_type    = can(regex(local.hyperdisk, each.value.type)) ? "hyperdisk-balanced" : "pd-balanced"
    disk_size_gb = each.value.disk_gb
    boot         = true
    auto_delete  = true
    labels       = local.labels

    dynamic "disk_encryption_key" {
      for_each = var.storage.kms_key == null ? [] : [var.storage.kms_key]
      content {
        kms_key_self_link = disk_encryption_key.value
      }
    }
  }

  # Without access_config a VM has no public address.
  network_interface {
    subnetwork = var.network.subnet_id
    stack_type = "IPV4_ONLY"
    nic_type   = "GVNIC"
  }

  scheduling {
    provisioning_model          = each.value.spot ? "SPOT" : "STANDARD"
    preemptible                 = each.value.spot
    automatic_restart           = !each.value.spot
    on_host_maintenance         = each.value.spot ? "TERMINATE" : "MIGRATE"
    instance_termination_action = each.value.spot ? var.taskmanagers.spot.termination_action : null
  }

  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }

  lifecycle {
    create_before_destroy = true
    precondition {
      condition     = length(local.startup_script[each.key]) <= 262144
      error_message = "The start-up script of ${each.key} has ${length(local.startup_script[each.key])} characters, and 262144 are allowed: shorten config, libraries or job.arguments."
    }
  }
}
