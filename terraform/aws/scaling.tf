# RequiredCapacityPercent is 100 times the TaskManagers that are needed over those in service: kept at
# 100, the group has what is needed, in one step.
resource "aws_autoscaling_policy" "required_capacity" {
  count                  = var.scaling.enabled ? 1 : 0
  name                   = "spillway-required-capacity"
  autoscaling_group_name = aws_autoscaling_group.taskmanagers.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value     = 100
    disable_scale_in = !var.scaling.scale_in
    customized_metric_specification {
      namespace   = var.scaling.namespace
      metric_name = "RequiredCapacityPercent"
      statistic   = "Average"
      period      = var.scaling.high_resolution ? 10 : null
      metric_dimension {
        name  = "Group"
        value = local.taskmanager_group
      }
      metric_dimension {
        name  = "Job"
        value = var.name
      }
    }
  }
}

# For what the job's own numbers don't show. It never takes a VM away.
resource "aws_autoscaling_policy" "cpu_guard" {
  count                  = var.scaling.cpu_guard_percent == null ? 0 : 1
  name                   = "spillway-cpu-guard"
  autoscaling_group_name = aws_autoscaling_group.taskmanagers.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value     = var.scaling.cpu_guard_percent
    disable_scale_in = true
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}
