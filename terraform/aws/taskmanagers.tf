resource "aws_autoscaling_group" "taskmanagers" {
  name                = local.taskmanager_group
  min_size            = var.taskmanagers.min_size
  max_size            = var.taskmanagers.max_size
  vpc_zone_identifier = var.network.subnet_ids
  # desired_capacity belongs to the scaling policy.

  health_check_type         = "EC2"
  health_check_grace_period = 0
  # A VM is in service when its slots are registered; what it does to the metric shows soon after.
  default_instance_warmup = var.taskmanagers.warmup
  capacity_rebalance      = try(var.taskmanagers.spot.capacity_rebalance, false)
  termination_policies    = var.taskmanagers.termination_policies
  enabled_metrics         = ["GroupInServiceInstances", "GroupDesiredCapacity", "GroupPendingInstances", "GroupTerminatingInstances"]

  wait_for_capacity_timeout = "${ceil(var.taskmanagers.launch_timeout / 60) + 5}m"
  # Terraform sets the size to 0 and waits until every VM has been drained and is gone.
  force_delete = false

  # The agent ends this wait when its TaskManager is registered with all its slots.
  initial_lifecycle_hook {
    name                 = local.launch_hook
    lifecycle_transition = "autoscaling:EC2_INSTANCE_LAUNCHING"
    heartbeat_timeout    = var.taskmanagers.launch_timeout
    default_result       = "ABANDON"
  }

  # And this one when the job has left the VM.
  initial_lifecycle_hook {
    name                 = local.terminate_hook
    lifecycle_transition = "autoscaling:EC2_INSTANCE_TERMINATING"
    heartbeat_timeout    = var.taskmanagers.drain_timeout
    default_result       = "CONTINUE"
  }

  # With a warm pool AWS takes neither several types nor Spot.
  dynamic "launch_template" {
    for_each = var.taskmanagers.warm_pool == null ? [] : [1]
    content {
      id      = aws_launch_template.vm["taskmanagers"].id
      version = aws_launch_template.vm["taskmanagers"].latest_version
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.taskmanagers.warm_pool == null ? [1] : []
    content {
      instances_distribution {
        on_demand_base_capacity                  = local.spot ? var.taskmanagers.spot.on_demand_base : 0
        on_demand_percentage_above_base_capacity = local.spot ? 100 - var.taskmanagers.spot.spot_percent : 100
        on_demand_allocation_strategy            = "prioritized"
        spot_allocation_strategy                 = local.spot ? var.taskmanagers.spot.allocation_strategy : "price-capacity-optimized"
      }
      launch_template {
        launch_template_specification {
          launch_template_id = aws_launch_template.vm["taskmanagers"].id
          version            = aws_launch_template.vm["taskmanagers"].latest_version
        }
        dynamic "override" {
          for_each = local.taskmanager_types
          content {
            instance_type = override.value
          }
        }
      }
    }
  }

  dynamic "warm_pool" {
    for_each = var.taskmanagers.warm_pool == null ? [] : [var.taskmanagers.warm_pool]
    content {
      pool_state                  = warm_pool.value.state
      min_size                    = warm_pool.value.min_size
      max_group_prepared_capacity = warm_pool.value.max_prepared
      instance_reuse_policy {
        reuse_on_scale_in = warm_pool.value.reuse_on_scale_in
      }
    }
  }

  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage = var.taskmanagers.instance_refresh.min_healthy_percent
      max_healthy_percentage = var.taskmanagers.instance_refresh.max_healthy_percent
      auto_rollback          = true
      skip_matching          = true
    }
  }

  dynamic "tag" {
    for_each = local.tags
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = false
    }
  }

  timeouts {
    delete = "${ceil(var.taskmanagers.drain_timeout / 60) + 15}m"
  }

  # Destroyed first, while the JobManager can still move its work and its role still lets it say so.
  depends_on = [aws_autoscaling_group.jobmanager]
}
