# One JobManager, or two of which one stands by. A VM that is lost is replaced, and goes on with the
# job from what is in the bucket.
resource "google_compute_region_instance_group_manager" "jobmanager" {
  name               = local.jobmanager_group
  base_instance_name = local.jobmanager_group
  region             = local.region
  target_size        = var.jobmanager.standby ? 2 : 1

  distribution_policy_zones        = var.network.zones
  distribution_policy_target_shape = "BALANCED"

  version {
    instance_template = google_compute_region_instance_template.vm["jobmanager"].self_link
  }

  auto_healing_policies {
    health_check      = google_compute_health_check.vm["jobmanager"].id
    initial_delay_sec = 600
  }

  # Beside one that doesn't answer: a boot that fails, and a JobManager that systemd gives up, switch
  # their VM off.
  instance_lifecycle_policy {
    default_action_on_failure = "REPAIR"
    force_update_on_repair    = "YES"
  }

  # The new one answers before the old one goes; the old one gives its lease back when it is told to end.
  # One that doesn't start, because its jar isn't the stored job's for instance, takes no place of one
  # that works.
  update_policy {
    type                           = "PROACTIVE"
    minimal_action                 = "REPLACE"
    most_disruptive_allowed_action = "REPLACE"
    replacement_method             = "SUBSTITUTE"
    instance_redistribution_type   = "NONE"
    max_surge_fixed                = local.zone_count
    max_unavailable_fixed          = 0
  }

  wait_for_instances        = true
  wait_for_instances_status = "STABLE"

  timeouts {
    create = "20m"
    update = "30m"
    delete = "20m"
  }

  # In this order reversed it is destroyed: no VM loses its role, or its network, before it is gone.
  depends_on = [
    google_project_iam_member.vm,
    google_project_iam_member.job,
    google_storage_bucket_iam_member.state,
    google_storage_bucket_iam_member.artifacts,
    google_compute_firewall.flink,
    google_compute_firewall.google,
    google_compute_firewall.others,
  ]
}

locals {
  # A regional group takes no fewer VMs than it has zones as a surge. Google picks three.
  zone_count = var.network.zones == null ? 3 : length(var.network.zones)
}
