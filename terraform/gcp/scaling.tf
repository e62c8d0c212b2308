# RequiredSlots over the slots of one VM is the number of VMs that the job needs: the autoscaler gets
# there in one step. It only adds VMs as a rule, since it would take any away, with the work on it, at
# 30 to 90 seconds' notice. Those that are to go the JobManager picks, drains and then deletes.
locals {
  metric_prefix = "custom.googleapis.com/${var.scaling.namespace}"
  metric = {
    for name in ["required_slots", "required_task_managers", "backlog_seconds", "utilization", "rescale_downtime_ms"] :
    name => "${local.metric_prefix}/${name}"
  }

  # As the JobManager writes it: anything but a gce_instance makes it a metric of the group as a whole.
  metric_labels = { namespace = local.taskmanager_group, job = var.name }
  metric_source = join(" AND ", concat(
    ["resource.type = \"generic_task\""],
    [for key, value in local.metric_labels : "resource.labels.${key} = \"${value}\""],
  ))
}

resource "google_compute_region_autoscaler" "taskmanagers" {
  count  = var.scaling.enabled ? 1 : 0
  name   = local.taskmanager_group
  region = local.region
  target = google_compute_region_instance_group_manager.taskmanagers.id

  autoscaling_policy {
    mode            = var.scaling.scale_in && var.scaling.scale_in_by == "autoscaler" ? "ON" : "ONLY_SCALE_OUT"
    min_replicas    = var.taskmanagers.min_size
    max_replicas    = var.taskmanagers.max_size
    cooldown_period = var.taskmanagers.warmup

    metric {
      name                       = local.metric["required_slots"]
      filter                     = local.metric_source
      single_instance_assignment = local.slots
    }

    # For what the job's own numbers don't show. The autoscaler goes by whoever asks for more.
    dynamic "cpu_utilization" {
      for_each = var.scaling.cpu_guard_percent == null ? [] : [var.scaling.cpu_guard_percent]
      content {
        target = cpu_utilization.value / 100
      }
    }
  }
}
