resource "google_compute_region_instance_group_manager" "taskmanagers" {
  name               = local.taskmanager_group
  base_instance_name = local.taskmanager_group
  region             = local.region
  # With an autoscaler the size is its own.
  target_size = var.scaling.enabled ? null : var.taskmanagers.min_size

  distribution_policy_zones = var.network.zones
  # Spot VMs are where they are to be had. Evening zones out would end VMs that work.
  distribution_policy_target_shape = local.spot ? "ANY" : "BALANCED"

  version {
    instance_template = google_compute_region_instance_template.vm["taskmanagers"].self_link
  }

  dynamic "instance_flexibility_policy" {
    for_each = length(local.taskmanager_types) > 1 ? [local.taskmanager_types] : []
    content {
      dynamic "instance_selections" {
        # Those at the head of the list are preferred, unless it is Spot VMs: then all are alike.
        for_each = local.spot ? { any = instance_flexibility_policy.value } : { for type in instance_flexibility_policy.value : type => [type] }
        content {
          name          = instance_selections.key
          machine_types = instance_selections.value
          rank          = local.spot ? 1 : index(local.taskmanager_types, instance_selections.key) + 1
        }
      }
    }
  }

  auto_healing_policies {
    health_check      = google_compute_health_check.vm["taskmanagers"].id
    initial_delay_sec = var.taskmanagers.launch_timeout
  }

  # Beside one that isn't fit to work: a boot that fails, and an agent that systemd gives up, switch
  # their VM off.
  instance_lifecycle_policy {
    default_action_on_failure = "REPAIR"
    force_update_on_repair    = "YES"
  }

  # New VMs come first. An old one is told to end as by a shutdown, which drains it within stop_timeout.
  update_policy {
    type                           = "PROACTIVE"
    minimal_action                 = "REPLACE"
    most_disruptive_allowed_action = "REPLACE"
    replacement_method             = "SUBSTITUTE"
    instance_redistribution_type   = "NONE"
    max_surge_fixed                = coalesce(var.taskmanagers.instance_refresh.max_surge, local.zone_count)
    max_unavailable_fixed          = var.taskmanagers.instance_refresh.max_unavailable
  }

  wait_for_instances        = true
  wait_for_instances_status = "STABLE"

  timeouts {
    create = "${ceil(var.taskmanagers.launch_timeout / 60) + 5}m"
    update = "${ceil(var.taskmanagers.launch_timeout / 60) + 20}m"
    delete = "20m"
  }

  # Destroyed first, while the JobManager can still move its work and its role still lets it say so.
  depends_on = [google_compute_region_instance_group_manager.jobmanager]
}
