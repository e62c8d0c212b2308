locals {
  # As the dashboard names a series, and as a query does.
  own = { for name, type in local.metric : name => "metric.type = \"${type}\" AND ${local.metric_source}" }
  query = { for name in keys(local.metric) :
    name => "custom_googleapis_com:${replace("${var.scaling.namespace}/${name}", "/[^A-Za-z0-9_]/", "_")}{monitored_resource=\"generic_task\",${join(",", [for key, value in local.metric_labels : "${key}=\"${value}\""])}}"
  }

  group = "metric.type = \"compute.googleapis.com/instance_group/size\" AND resource.type = \"instance_group\""
  vm    = "resource.type = \"gce_instance\" AND metadata.user_labels.spillway = \"${var.name}\""

  charts = [
    { title = "TaskManagers", filters = [
      local.own["required_task_managers"],
      "${local.group} AND resource.labels.instance_group_name = \"${local.taskmanager_group}\"",
    ] },
    { title = "Slots that the job needs", filters = [local.own["required_slots"]] },
    { title = "Backlog, seconds of traffic", filters = [local.own["backlog_seconds"]] },
    { title = "Utilization, percent", filters = [local.own["utilization"]] },
    { title = "Downtime of the last rescale, ms", filters = [local.own["rescale_downtime_ms"]] },
    { title = "CPU, share of a VM", filters = [
      "metric.type = \"compute.googleapis.com/instance/cpu/utilization\" AND ${local.vm}",
    ] },
  ]

  alerts = { for name, alert in local.every_alert : name => alert if var.observability.alarms && alert.sensible }

  # Fewer than a tenth too many stay: spillway.scale-in.tolerance.
  needed = "clamp_min(1.1 * max(${local.query["required_task_managers"]}), ${var.taskmanagers.min_size})"
  there  = "sum(compute_googleapis_com:instance_group_size{monitored_resource=\"instance_group\",instance_group_name=\"${local.taskmanager_group}\"})"

  # A query, or a filter of what must not be absent.
  every_alert = {
    no-signal = {
      description = "The JobManager has said nothing for 5 minutes: the group keeps its size. Is the job running?"
      query       = "absent(${local.query["required_slots"]})", filter = null, sensible = true
    }
    backlog = {
      description = "More than ${var.observability.backlog_seconds} seconds of traffic wait at the sources for 15 minutes: is the group at its maximum, or does one machine lag?"
      query       = "min_over_time(${local.query["backlog_seconds"]}[15m]) > ${var.observability.backlog_seconds}", filter = null, sensible = true
    }
    at-maximum = {
      description = "The job needs more than the ${var.taskmanagers.max_size} TaskManagers that taskmanagers.max_size allows, for 15 minutes."
      query       = "min_over_time(${local.query["required_task_managers"]}[15m]) > ${var.taskmanagers.max_size}", filter = null, sensible = true
    }
    surplus = {
      description = "The group has had more TaskManagers than the job needs for an hour: `spillway fleet` says what keeps them from being taken away."
      query       = "min_over_time((${local.there} - ${local.needed})[1h:1m]) > 0", filter = null, sensible = var.scaling.enabled && var.scaling.scale_in
    }
    no-jobmanager = {
      description = "No JobManager's VM has been up for 5 minutes: the boot's log is on the serial console, and in Cloud Logging."
      query       = null, filter = "metric.type = \"compute.googleapis.com/instance/uptime\" AND ${local.vm} AND metadata.user_labels.spillway_role = \"jobmanager\"", sensible = true
    }
  }
}

resource "google_monitoring_dashboard" "fleet" {
  count = var.observability.dashboard ? 1 : 0
  dashboard_json = jsonencode({
    displayName = "Spillway ${var.name}"
    mosaicLayout = {
      columns = 48
      tiles = [for i, chart in local.charts : {
        xPos   = i % 2 * 24
        yPos   = floor(i / 2) * 16
        width  = 24
        height = 16
        widget = {
          title = chart.title
          xyChart = {
            dataSets = [for filter in chart.filters : {
              plotType   = "LINE"
              targetAxis = "Y1"
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter      = filter
                  aggregation = { alignmentPeriod = "60s", perSeriesAligner = "ALIGN_MEAN" }
                }
              }
            }]
          }
        }
      }]
    }
  })
}

resource "google_monitoring_alert_policy" "fleet" {
  for_each              = local.alerts
  display_name          = "Spillway ${var.name}: ${each.key}"
  combiner              = "OR"
  notification_channels = var.observability.alarm_channels
  user_labels           = local.labels

  documentation {
    content   = each.value.description
    mime_type = "text/markdown"
  }

  conditions {
    display_name = each.key

    dynamic "condition_absent" {
      for_each = each.value.filter == null ? [] : [each.value.filter]
      content {
        filter   = condition_absent.value
        duration = "300s"
        aggregations {
          alignment_period     = "60s"
          per_series_aligner   = "ALIGN_MEAN"
          cross_series_reducer = "REDUCE_SUM"
        }
      }
    }

    dynamic "condition_prometheus_query_language" {
      for_each = each.value.query == null ? [] : [each.value.query]
      content {
        query               = condition_prometheus_query_language.value
        duration            = startswith(condition_prometheus_query_language.value, "absent") ? "300s" : "0s"
        evaluation_interval = "60s"
        # Before the first JobManager has said something there is no such metric.
        disable_metric_validation = true
      }
    }
  }
}
