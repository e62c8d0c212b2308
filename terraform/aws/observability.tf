locals {
  log_group  = "/spillway/${var.name}"
  dimensions = { Group = local.taskmanager_group, Job = var.name }

  # As the dashboard writes a metric of ours: name, then dimensions by name and value.
  own = { for metric in ["RequiredTaskManagers", "RequiredCapacityPercent", "BacklogSeconds", "Utilization", "RescaleDowntimeMs"] :
    metric => [var.scaling.namespace, metric, "Group", local.taskmanager_group, "Job", var.name]
  }

  charts = [
    { title = "TaskManagers", metrics = [
      local.own.RequiredTaskManagers,
      ["AWS/AutoScaling", "GroupDesiredCapacity", "AutoScalingGroupName", local.taskmanager_group],
      ["AWS/AutoScaling", "GroupInServiceInstances", "AutoScalingGroupName", local.taskmanager_group],
      ["AWS/AutoScaling", "GroupPendingInstances", "AutoScalingGroupName", local.taskmanager_group],
      ["AWS/AutoScaling", "GroupTerminatingInstances", "AutoScalingGroupName", local.taskmanager_group],
    ] },
    { title = "Required capacity, percent of what is in service", metrics = [local.own.RequiredCapacityPercent] },
    { title = "Backlog, seconds of traffic", metrics = [local.own.BacklogSeconds] },
    { title = "Utilization, percent", metrics = [local.own.Utilization] },
    { title = "Downtime of the last rescale, ms", metrics = [local.own.RescaleDowntimeMs] },
    { title = "CPU, percent", metrics = [
      ["AWS/EC2", "CPUUtilization", "AutoScalingGroupName", local.taskmanager_group],
      ["AWS/EC2", "CPUUtilization", "AutoScalingGroupName", local.jobmanager_group],
    ] },
  ]

  alarms = { for name, alarm in local.every_alarm : name => alarm if var.observability.alarms }

  every_alarm = {
    no-signal = {
      description = "The JobManager has said nothing for 5 minutes: the group keeps its size. Is the job running?"
      namespace   = var.scaling.namespace, metric = "RequiredCapacityPercent", dimensions = local.dimensions
      comparison  = "LessThanThreshold", threshold = 0, statistic = "Average", periods = 5, missing = "breaching"
    }
    backlog = {
      description = "More than ${var.observability.backlog_seconds} seconds of traffic wait at the sources for 15 minutes: is the group at its maximum, or does one machine lag?"
      namespace   = var.scaling.namespace, metric = "BacklogSeconds", dimensions = local.dimensions
      comparison  = "GreaterThanThreshold", threshold = var.observability.backlog_seconds, statistic = "Minimum", periods = 15, missing = "notBreaching"
    }
    at-maximum = {
      description = "The job needs more than the ${var.taskmanagers.max_size} TaskManagers that taskmanagers.max_size allows, for 15 minutes."
      namespace   = var.scaling.namespace, metric = "RequiredTaskManagers", dimensions = local.dimensions
      comparison  = "GreaterThanThreshold", threshold = var.taskmanagers.max_size, statistic = "Minimum", periods = 15, missing = "notBreaching"
    }
    no-jobmanager = {
      description = "No JobManager has been in service for 5 minutes: the boot's log is on the VM's console."
      namespace   = "AWS/AutoScaling", metric = "GroupInServiceInstances", dimensions = { AutoScalingGroupName = local.jobmanager_group }
      comparison  = "LessThanThreshold", threshold = 1, statistic = "Maximum", periods = 5, missing = "breaching"
    }
  }
}

resource "aws_cloudwatch_dashboard" "fleet" {
  count          = var.observability.dashboard ? 1 : 0
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [for i, chart in local.charts : {
      type   = "metric"
      x      = i % 2 * 12
      y      = floor(i / 2) * 6
      width  = 12
      height = 6
      properties = {
        title   = chart.title
        region  = local.region
        view    = "timeSeries"
        stat    = "Average"
        period  = 60
        yAxis   = { left = { min = 0 } }
        metrics = chart.metrics
      }
    }]
  })
}

resource "aws_cloudwatch_metric_alarm" "fleet" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  statistic           = each.value.statistic
  period              = 60
  evaluation_periods  = each.value.periods
  treat_missing_data  = each.value.missing
  alarm_actions       = var.observability.alarm_topic_arns
  ok_actions          = var.observability.alarm_topic_arns
  tags                = local.tags
}

resource "aws_cloudwatch_log_group" "vm" {
  count             = var.observability.logs ? 1 : 0
  name              = local.log_group
  retention_in_days = var.observability.log_retention_days
  kms_key_id        = var.storage.kms_key_arn
  tags              = local.tags
}
